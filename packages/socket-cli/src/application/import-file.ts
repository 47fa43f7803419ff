import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as Jiti from "jiti";
import { CliError, firstLine } from "../cli-error.js";
import { readManifest } from "../project/project.js";

/** How Node says that it cannot run a TypeScript file as it stands; nothing of it ran then. */
const notRunnable: ReadonlySet<unknown> = new Set([
  "ERR_MODULE_NOT_FOUND",
  "ERR_UNKNOWN_FILE_EXTENSION",
  "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX",
]);

/**
 * Imports a file of the application: as Node does, and TypeScript that Node cannot run by the project's `tsx` or by `jiti`; by `jiti`
 * alone where the file is CommonJS, because `tsx` would give it copies of our packages that are not ours.
 *
 * @param path - An absolute path.
 * @throws CliError that says what to install when the file is TypeScript and nothing here runs it.
 * @throws What the file throws.
 */
export async function importFile(path: string): Promise<Record<string, unknown>> {
  const { href } = pathToFileURL(path);
  try {
    return (await import(href)) as Record<string, unknown>;
  } catch (error) {
    const isTs = /^\.[mc]?ts$/.test(extname(path));
    if (!isTs || !notRunnable.has((error as { code?: unknown } | null)?.code)) throw error;
    const loader = isCommonJs(path) ? "jiti" : "tsx";
    const tsx = loader === "tsx" ? tsxOf(path) : undefined;
    if (tsx !== undefined) {
      ((await import(tsx)) as { register(): unknown }).register();
      // Node remembers what could not be loaded by its address.
      return (await import(`${href}?tsx`)) as Record<string, unknown>;
    }
    const jiti = (await ofProject<typeof Jiti>(path, "jiti")) ?? (await ownJiti());
    if (jiti !== undefined) return jiti.createJiti(href, { fsCache: false }).import(path);
    throw new CliError(
      `Node ${process.versions.node} cannot load ${path} as it stands: ${firstLine(error)} ` +
        `Install a loader: npm install --save-dev ${loader}`,
      { cause: error },
    );
  }
}

/** Whether Node takes a TypeScript file for CommonJS. */
function isCommonJs(path: string): boolean {
  if (/\.[mc]ts$/.test(path)) return path.endsWith(".cts");
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return readManifest(folder).type !== "module";
    if (folder === dirname(folder)) return true;
  }
}

/** The module of the project's tsx that registers it, as `import` finds it; `undefined` where it is not installed. */
function tsxOf(path: string): string | undefined {
  try {
    const manifest = createRequire(path).resolve("tsx/package.json");
    const { exports } = JSON.parse(readFileSync(manifest, "utf8")) as {
      exports: Record<string, { import?: { default?: string } }>;
    };
    const entry = exports["./esm/api"]?.import?.default;
    return entry === undefined ? undefined : pathToFileURL(join(dirname(manifest), entry)).href;
  } catch {
    return undefined;
  }
}

/** A package as the project's own files would import it; `undefined` where it is not installed. */
async function ofProject<Module>(path: string, name: string): Promise<Module | undefined> {
  let entry: string;
  try {
    entry = createRequire(path).resolve(name);
  } catch {
    return undefined;
  }
  return (await import(pathToFileURL(entry).href)) as Module;
}

async function ownJiti(): Promise<typeof Jiti | undefined> {
  try {
    return await import("jiti");
  } catch {
    // An optional peer.
    return undefined;
  }
}
