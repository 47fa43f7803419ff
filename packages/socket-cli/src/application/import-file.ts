import { extname } from "node:path";
import { pathToFileURL } from "node:url";

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
 * @throws What the file throws.
 */
export async function importFile(path: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (error) {
    const isTs = /^\.[mc]?ts$/.test(extname(path));
    if (!isTs || !notRunnable.has((error as { code?: unknown } | null)?.code)) throw error;
  }
  const { createJiti } = await import("jiti");
  return createJiti(pathToFileURL(path).href, { fsCache: false }).import(path);
}
