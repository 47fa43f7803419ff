import { existsSync, statSync } from "node:fs";

/** What a routes file may end with, in the order in which it is looked for. */
const extensions = ["", ".ts", ".mts", ".js", ".mjs", ".cjs"];

/**
 * Finds a routes file.
 *
 * @param base - An absolute path, with or without its extension.
 * @returns The file, or `undefined` when there is none.
 */
export function findFile(base: string): string | undefined {
  return extensions
    .map((extension) => base + extension)
    .find((path) => existsSync(path) && statSync(path).isFile());
}
