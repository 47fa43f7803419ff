import { statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { UsageError } from "@carillon/socket-contract/server";
import { importModule } from "./import-module.js";
import type { SocketsConfig } from "./sockets-config.js";

/** Where an application keeps its configuration, the first that exists. */
const usualFiles = ["ts", "mts", "js", "mjs", "cjs"].map((extension) => `config/sockets.${extension}`);

/** Where {@link loadSocketsConfig} looks. */
export interface ConfigFileOptions {
  /** The file. Default: `config/sockets` with the first of `.ts`, `.mts`, `.js`, `.mjs`, `.cjs` that exists. */
  readonly file?: string;
  /** The folder that paths are relative to. Default: the working directory. */
  readonly root?: string;
}

/**
 * Loads a configuration file: the default export of `config/sockets.js` or of its like in TypeScript.
 *
 * @param options - Another file or folder.
 * @returns The configuration as it is written there; `setSocketsConfig` checks it.
 * @throws UsageError `E_CONFIG_FILE` when there is no such file, when it exports no object as default, and when it is TypeScript that
 * nothing here runs.
 * @example
 * ```ts
 * import { loadSocketsConfig, setSocketsConfig } from "@carillon/socket-facade";
 *
 * setSocketsConfig(await loadSocketsConfig());
 * ```
 * @see The seed document, "Configuration".
 */
export async function loadSocketsConfig(options: ConfigFileOptions = {}): Promise<SocketsConfig> {
  const isObject = typeof options === "object" && (options as unknown) !== null;
  if (!isObject || Object.entries(options).some(([key, path]) => !isOption(key, path))) {
    throw new UsageError(
      "E_CONFIG_FILE",
      'loadSocketsConfig takes { file, root }: loadSocketsConfig({ file: "config/sockets.js" }).',
    );
  }
  const root = resolve(options.root ?? ".");
  const path = configPath(root, options.file);
  const config = defaultOf(await importModule(path));
  if (typeof config !== "object" || config === null) {
    throw new UsageError(
      "E_CONFIG_FILE",
      `${relative(root, path)} must export the configuration as default: export default { path: "/socket.io" }.`,
    );
  }
  return config;
}

function isOption(key: string, path: unknown): boolean {
  return (key === "file" || key === "root") && (path === undefined || typeof path === "string");
}

function configPath(root: string, file: string | undefined): string {
  const candidates = file === undefined ? usualFiles : [file];
  const found = candidates.map((candidate) => resolve(root, candidate)).find(isFile);
  if (found !== undefined) return found;
  const names = file === "" ? "file" : (file ?? join("config", "sockets.{ts,mts,js,mjs,cjs}"));
  throw new UsageError(
    "E_CONFIG_FILE",
    `There is no ${names} in ${root}. Create it, or give the configuration as an object.`,
  );
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** The default export; of CommonJS that TypeScript wrote, the one inside. */
function defaultOf(module: Record<string, unknown>): unknown {
  const exported = module["default"];
  const inner = exported as { __esModule?: unknown; default?: unknown } | null | undefined;
  return inner?.__esModule === true ? inner.default : exported;
}
