import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";

/**
 * The links of a built site that lead nowhere: to a page that is not there, or to a part of a page that has no such id.
 *
 * @param site - The folder.
 */
export function deadLinks(site: string): string[] {
  const pages = new Map(
    readdirSync(site, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".html"))
      .map((file) => [`/${file.replace(/\.html$/, "")}`, readFileSync(join(site, file), "utf8")]),
  );
  const ids = new Map(
    Array.from(pages, ([path, html]) => [
      path,
      new Set(Array.from(html.matchAll(/\sid="([^"]+)"/g), ([, id]) => id)),
    ]),
  );
  const problems = new Set<string>();
  for (const [path, html] of pages) {
    for (const [, href = ""] of html.matchAll(/<a[^>]*\shref="([^"]+)"/g)) {
      if (/^[a-z]+:/.test(href)) continue;
      const [target = "", hash] = href.replaceAll("&amp;", "&").split("#");
      const to = target === "" ? path : pageOf(posix.resolve(dirname(path), target), target.endsWith("/"));
      if (/\.(txt|svg|png|json)$/.test(to)) continue;
      const found = ids.get(to);
      if (!found) problems.add(`${path} links to ${href}, which is not there`);
      else if (hash !== undefined && hash !== "" && !found.has(decodeURIComponent(hash))) {
        problems.add(`${path} links to ${href}, and that page has no such part`);
      }
    }
  }
  return [...problems];
}

function pageOf(path: string, isFolder: boolean): string {
  return isFolder || path === "/" ? posix.join(path, "index") : path.replace(/\.html$/, "");
}
