import { extname } from "node:path";
import { pathToFileURL } from "node:url";
import { UsageError } from "@carillon/socket-contract/server";
import type * as Jiti from "jiti";

/** How Node says that it cannot read TypeScript, or not this TypeScript, before anything of it ran. */
const notRunnable: ReadonlySet<unknown> = new Set([
  "ERR_UNKNOWN_FILE_EXTENSION",
  "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX",
]);

/**
 * Imports a file of the application: as Node does, and TypeScript that Node cannot run by `jiti`.
 *
 * @param path - An absolute path.
 * @returns The module's exports.
 * @throws UsageError `E_TYPESCRIPT_LOADER` that says what to install when the file is TypeScript and nothing here runs it.
 * @throws What the file throws.
 */
export async function importModule(path: string): Promise<Record<string, unknown>> {
  try {
    return (await import(/* @vite-ignore */ pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (error) {
    if (!isNotRunnable(path, error)) throw error;
    const { createJiti } = await jiti(path, error);
    return createJiti(pathToFileURL(path).href).import(path);
  }
}

/** Whether a file is TypeScript that Node refused before anything of it ran. */
export function isNotRunnable(path: string, error: unknown): boolean {
  return /^\.[mc]?ts$/.test(extname(path)) && notRunnable.has((error as { code?: unknown } | null)?.code);
}

/** What to do about TypeScript that nothing here runs. */
export function withoutLoader(path: string, cause: unknown): UsageError {
  return new UsageError(
    "E_TYPESCRIPT_LOADER",
    `Node ${process.versions.node} cannot run ${path}. Install a loader: npm install jiti. ` +
      "Or start with tsx, or write the file in JavaScript.",
    { cause },
  );
}

async function jiti(path: string, cause: unknown): Promise<typeof Jiti> {
  try {
    return await import("jiti");
  } catch {
    throw withoutLoader(path, cause);
  }
}
