import { extname } from "node:path";
import { pathToFileURL } from "node:url";
import type * as Jiti from "jiti";
import { CliError, firstLine } from "../cli-error.js";

/** How Node says that it cannot run a TypeScript file as it stands; nothing of it ran then. */
const notRunnable: ReadonlySet<unknown> = new Set([
  "ERR_MODULE_NOT_FOUND",
  "ERR_UNKNOWN_FILE_EXTENSION",
  "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX",
]);

/**
 * Imports a file of the application: as Node does, and TypeScript that Node cannot run by `jiti`.
 *
 * @param path - An absolute path.
 * @throws CliError that says what to install when the file is TypeScript and nothing here runs it.
 * @throws What the file throws.
 */
export async function importFile(path: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (error) {
    const isTs = /^\.[mc]?ts$/.test(extname(path));
    if (!isTs || !notRunnable.has((error as { code?: unknown } | null)?.code)) throw error;
    const { createJiti } = await jiti(path, error);
    return createJiti(pathToFileURL(path).href, { fsCache: false }).import(path);
  }
}

async function jiti(path: string, cause: unknown): Promise<typeof Jiti> {
  try {
    return await import("jiti");
  } catch {
    throw new CliError(
      `Node ${process.versions.node} cannot load ${path} as it stands: ${firstLine(cause)} ` +
        "Install a loader: npm install --save-dev jiti",
      { cause },
    );
  }
}
