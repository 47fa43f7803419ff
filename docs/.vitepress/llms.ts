import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { SiteConfig } from "vitepress";
import { sidebar } from "./sidebar.js";

/**
 * Writes `llms.txt`, the list of all pages with their first sentences, and `llms-full.txt`, their whole text, with the code that they show from
 * files.
 */
export function writeTexts({ srcDir, outDir, site }: SiteConfig): void {
  const sections = sidebar.flatMap(({ text = "", link, items = [] }) => {
    const pages = link === undefined ? items : [{ text, link }];
    return [{ title: text, pages: pages.map((page) => ({ ...page, ...pageAt(srcDir, page.link ?? "") })) }];
  });
  const list = sections.map(({ title, pages }) => {
    const lines = pages.map(({ text = "", link = "", summary }) => `- [${text}](${link}): ${summary}`);
    return [`## ${title}`, "", ...lines].join("\n");
  });
  const head = `# ${site.title}\n\n> ${site.description}\n`;
  writeFileSync(join(outDir, "llms.txt"), `${[head, ...list].join("\n")}\n`);
  const full = sections.flatMap(({ pages }) =>
    pages.map(({ link = "", body }) => `<!-- ${link} -->\n\n${body}`),
  );
  writeFileSync(join(outDir, "llms-full.txt"), `${[head, ...full].join("\n\n")}\n`);
}

function pageAt(folder: string, link: string): { summary: string; body: string } {
  const file = join(folder, link.endsWith("/") ? `${link}index.md` : `${link}.md`);
  const body = withCode(readFileSync(file, "utf8").replace(/^---\n.*?\n---\n/s, ""), dirname(file)).trim();
  const [first = ""] = body.split("\n\n").filter((paragraph) => /^[A-Z`[]/.test(paragraph));
  return { body, summary: first.replaceAll("\n", " ") };
}

/** Puts the files in whose code the page shows (`<<< ../../examples/x.ts#region`). */
function withCode(text: string, folder: string): string {
  return text.replaceAll(
    /^<<< ([^\s#{]+)(?:#([\w-]+))?(?:\{[^}]*\})?(?: \[(.*?)\])?$/gm,
    (_, path: string, region?: string, name?: string) => {
      const code = readFileSync(resolve(folder, path), "utf8");
      const shown = region === undefined ? code : regionOf(code, region);
      return `\`\`\`${/\.(\w+)$/.exec(path)?.[1] ?? ""}\n${name === undefined ? "" : `// ${name}\n`}${shown.trim()}\n\`\`\``;
    },
  );
}

function regionOf(code: string, name: string): string {
  const found = new RegExp(`^.*#region ${name}\\b.*\\n([^]*?)^.*#endregion`, "m").exec(code);
  if (!found?.[1]) throw new Error(`There is no region ${name}`);
  return found[1];
}
