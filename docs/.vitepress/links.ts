import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { MarkdownRenderer } from "vitepress";

const docs = resolve(import.meta.dirname, "..");
const root = resolve(docs, "..");
const repository = "https://github.com/carillon/carillon/blob/main";

/**
 * Lets pages link to any file of the repository by its path: what lies outside of the site becomes a link to the repository. A path that
 * does not exist fails the build.
 */
export function repositoryLinks(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push("repository_links", ({ tokens, env }) => {
    const page = join(docs, (env as { relativePath: string }).relativePath);
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.type === "link_open" ? token.attrGet("href") : null;
      if (href !== null) token.attrSet("href", linkTo(href, page));
    }
  });
}

/** The address that a link on a page leads to. */
export function linkTo(href: string, page: string): string {
  if (!href.startsWith(".")) return href;
  const [path = "", hash] = href.split("#");
  const file = resolve(dirname(page), path);
  const isOnSite = !relative(docs, file).startsWith("..") && !/\.(json|js|ts|tsx|vue|mjs)$/.test(file);
  if (isOnSite) return href;
  if (!existsSync(file)) throw new Error(`${relative(root, page)}: there is no ${href}`);
  return `${repository}/${relative(root, file)}${hash === undefined ? "" : `#${hash}`}`;
}
