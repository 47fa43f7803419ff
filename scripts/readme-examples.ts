import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { Plugin } from "vite";

const root = resolve(import.meta.dirname, "..");

/** One fenced block of code in a README or a page of the documentation. */
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

/** Every `ts`, `tsx` and `js` block of the READMEs, the `docs` of the packages, and the documentation. */
export function readmeExamples(): ReadmeExample[] {
  return pages().flatMap(examplesIn);
}

/** Every `sh` block of the same pages. */
export function shellExamples(): { readonly title: string; readonly code: string }[] {
  return pages().flatMap((page) =>
    blocksIn(page, /^```(sh)(?: \[[^\]]+\])?( run)?\n(.*?)^```$/gms).map(({ line, code }) => ({
      title: `${relative(root, page)}:${line}`,
      code,
    })),
  );
}

/** Lets `import()` load an example by its file. */
export function readmeExamplesPlugin(): Plugin {
  const load = (id: string): string | undefined => readmeExamples().find(({ file }) => file === id)?.code;
  return {
    name: "readme-examples",
    enforce: "pre",
    resolveId: (id) => (/\.line-\d+\.\w+$/.test(id) && load(id) !== undefined ? id : undefined),
    load: (id) => (/\.line-\d+\.\w+$/.test(id) ? load(id) : undefined),
  };
}

/** Pages of the repository itself. */
const ofRepository = [
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "apps/chat/README.md",
  "bench/README.md",
  "bench/contract-types/README.md",
  "bench/scrub/README.md",
  "examples/README.md",
  "examples/cluster/README.md",
];

/** Every fenced block of the same pages, by its language and what stands behind it. */
export function allBlocks(): { readonly title: string; readonly marked: string; readonly code: string }[] {
  return pages().flatMap((page) =>
    Array.from(
      readFileSync(page, "utf8").matchAll(/^```(\S*)(?: \[[^\]]+\])?(?: run)?\n(.*?)^```$/gms),
      ({ 1: marked = "", 2: code = "" }) => ({ title: relative(root, page), marked, code }),
    ),
  );
}

function pages(): string[] {
  const packages = readdirSync(join(root, "packages")).map((name) => join(root, "packages", name));
  const site = pagesBelow(join(root, "docs"));
  return [...[root, ...packages].flatMap(pagesOf), ...ofRepository.map((page) => join(root, page)), ...site];
}

/** Folders of the documentation that are made: what they show is compiled or made by tests where it comes from. */
const generated = ["node_modules", "api", "errors", "logs", "out"];

function pagesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (generated.includes(entry.name) || entry.name.startsWith(".")) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? pagesBelow(path) : entry.name.endsWith(".md") ? [path] : [];
  });
}

function pagesOf(folder: string): string[] {
  const docs = join(folder, "docs");
  const guides = folder !== root && existsSync(docs) ? readdirSync(docs).map((name) => join(docs, name)) : [];
  return [join(folder, "README.md"), ...guides].filter((page) => page.endsWith(".md") && existsSync(page));
}

function examplesIn(page: string): ReadmeExample[] {
  const blocks = blocksIn(page, /^```(tsx?|js)(?: \[[^\]]+\])?( run)?\n(.*?)^```$/gms);
  const isReadme = page.endsWith("README.md");
  // Blocks of a README that name their file belong together; `check:packages` compiles and runs them.
  return blocks
    .filter(({ code }) => !(isReadme && /^\/\/ [\w./-]+\.ts\n/.test(code)))
    .map(({ line, language, runs, code }) => ({
      title: `${relative(root, page)}:${line}`,
      file: fileOf(page, line, language, code),
      language: language as ReadmeExample["language"],
      runs,
      code: `${code}\nexport {};\n`,
    }));
}

/** On a page of the documentation, blocks that name their file in the first line find each other by it. */
function fileOf(page: string, line: number, language: string, code: string): string {
  const [, name] = /^\/\/ ([\w./-]+\.[jt]sx?)\n/.exec(code) ?? [];
  if (name !== undefined && page.startsWith(join(root, "docs"))) {
    return join(dirname(page), `${page.slice(dirname(page).length + 1, -3)}.files`, name);
  }
  return page.replace(/\.md$/, `.line-${line}.${language}`);
}

interface Block {
  readonly line: number;
  readonly language: string;
  readonly runs: boolean;
  readonly code: string;
}

function blocksIn(page: string, pattern: RegExp): Block[] {
  const text = readFileSync(page, "utf8");
  return Array.from(text.matchAll(pattern), ({ 1: language = "", 2: run, 3: code = "", index }) => ({
    line: text.slice(0, index).split("\n").length,
    language,
    runs: run !== undefined,
    code,
  }));
}
