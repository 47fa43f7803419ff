import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { Plugin } from "vite";

const root = resolve(import.meta.dirname, "..");

/** One fenced block of code in a README. */
export interface ReadmeExample {
  /** Page and line, for messages. */
  readonly title: string;
  /** A file beside the page that does not exist, for resolving imports. */
  readonly file: string;
  readonly language: "ts" | "tsx" | "js";
  /** Whether the block is marked `run`. */
  readonly runs: boolean;
  readonly code: string;
}

/** Every `ts`, `tsx` and `js` block of the READMEs and the `docs` of the repository and its packages. */
export function readmeExamples(): ReadmeExample[] {
  const packages = readdirSync(join(root, "packages")).map((name) => join(root, "packages", name));
  return [root, ...packages].flatMap(pagesOf).flatMap(examplesIn);
}

/** Lets `import()` load an example by its file. */
export function readmeExamplesPlugin(): Plugin {
  const load = (id: string): string | undefined => readmeExamples().find(({ file }) => file === id)?.code;
  return {
    name: "readme-examples",
    enforce: "pre",
    resolveId: (id) => (load(id) === undefined ? undefined : id),
    load,
  };
}

function pagesOf(folder: string): string[] {
  const docs = join(folder, "docs");
  const guides = existsSync(docs) ? readdirSync(docs).map((name) => join(docs, name)) : [];
  return [join(folder, "README.md"), ...guides].filter((page) => page.endsWith(".md") && existsSync(page));
}

function examplesIn(page: string): ReadmeExample[] {
  const text = readFileSync(page, "utf8");
  const blocks = text.matchAll(/^```(tsx?|js)( run)?\n(.*?)^```$/gms);
  const isReadme = page.endsWith("README.md");
  // Blocks of a README that name their file belong together; `check:packages` compiles and runs them.
  return [...blocks]
    .filter(([, , , code = ""]) => !(isReadme && /^\/\/ [\w./-]+\.ts\n/.test(code)))
    .map(({ 1: language, 2: run, 3: code = "", index }) => {
      const line = text.slice(0, index).split("\n").length;
      return {
        title: `${relative(root, page)}:${line}`,
        file: page.replace(/\.md$/, `.line-${line}.${language}`),
        language: language as ReadmeExample["language"],
        runs: run !== undefined,
        code: `${code}\nexport {};\n`,
      };
    });
}
