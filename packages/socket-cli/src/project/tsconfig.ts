import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { maskText } from "./mask-text.js";

/** What of the compiler's options decides how code is written. */
export interface CompilerOptions {
  readonly module?: string;
  readonly moduleResolution?: string;
  readonly verbatimModuleSyntax?: boolean;
  readonly allowImportingTsExtensions?: boolean;
  readonly rewriteRelativeImportExtensions?: boolean;
  readonly rootDir?: string;
}

/**
 * The compiler options of a project, those that it extends included.
 *
 * @returns `undefined` for a project without a `tsconfig.json`.
 */
export function readTsconfig(root: string): CompilerOptions | undefined {
  const path = join(root, "tsconfig.json");
  return existsSync(path) ? optionsOf(path, 0) : undefined;
}

function optionsOf(path: string, depth: number): CompilerOptions {
  const { compilerOptions, extends: bases } = parsed(path);
  const inherited = [bases ?? []].flat().map((base) => {
    const file = fileOf(base, path);
    return file === undefined || depth > 5 ? {} : optionsOf(file, depth + 1);
  });
  return Object.assign({}, ...inherited, compilerOptions) as CompilerOptions;
}

function parsed(path: string): { compilerOptions?: CompilerOptions; extends?: string | string[] } {
  try {
    const text = maskText(readFileSync(path, "utf8")).replace(/,(\s*[}\]])/g, "$1");
    return JSON.parse(text) as { compilerOptions?: CompilerOptions; extends?: string | string[] };
  } catch {
    // What the compiler cannot read either is its own to report.
    return {};
  }
}

function fileOf(base: string, from: string): string | undefined {
  if (/^\.|^\//.test(base)) {
    const path = resolve(dirname(from), base);
    return [path, `${path}.json`, join(path, "tsconfig.json")].find(
      (candidate) => candidate.endsWith(".json") && existsSync(candidate),
    );
  }
  const { resolve: find } = createRequire(from);
  for (const candidate of [base, `${base}.json`, `${base}/tsconfig.json`]) {
    try {
      return find(candidate);
    } catch {
      // The next spelling, or a base that is not installed.
    }
  }
  return undefined;
}
