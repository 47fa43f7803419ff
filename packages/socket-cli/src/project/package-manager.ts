import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** What installs a project's packages. */
export type PackageManager = "npm" | "pnpm" | "yarn" | "bun";

const lockFiles: Readonly<Record<string, PackageManager>> = {
  "pnpm-lock.yaml": "pnpm",
  "yarn.lock": "yarn",
  "bun.lock": "bun",
  "bun.lockb": "bun",
  "package-lock.json": "npm",
};

/** The package manager of a folder, by the nearest lock file; npm where there is none. */
export function packageManagerOf(from: string): PackageManager {
  for (let folder = from; ; folder = dirname(folder)) {
    for (const [file, manager] of Object.entries(lockFiles))
      if (existsSync(join(folder, file))) return manager;
    if (folder === dirname(folder)) return "npm";
  }
}

/** A sentence that names commands of npm, for a project that uses another package manager. */
export function inWordsOf(manager: PackageManager, text: string): string {
  if (manager === "npm") return text;
  return text
    .replace(/\bnpm install --save-dev (?=\S)/g, `${manager} add -D `)
    .replace(/\bnpm install (?=[@\w])(?!and\b)/g, `${manager} add `)
    .replace(/\bnpm (install|dedupe|run)\b/g, `${manager} $1`);
}

/** How a project makes its dependencies use a version of a package. */
export function overrideOf(manager: PackageManager, name: string, range: string): string {
  if (manager === "pnpm") {
    return `overrides: { "${name}": "${range}" } in pnpm-workspace.yaml, then pnpm install`;
  }
  const key = manager === "yarn" ? "resolutions" : "overrides";
  return `"${key}": { "${name}": "${range}" } in package.json, then ${manager} install`;
}
