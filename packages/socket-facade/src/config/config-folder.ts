import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Loose } from "@carillon/socket-contract";
import { nearestName, UsageError } from "@carillon/socket-contract/server";
import { isNotRunnable, withoutLoader } from "./import-module.js";

const extensions = ["ts", "mts", "js", "mjs", "cjs"];

/** Reads the files of an application's `config/` folder by dotted keys; see {@link config}. */
export class ConfigFolder {
  #root: string;
  readonly #files = new Map<string, unknown>();

  constructor(root: string = process.cwd()) {
    this.#root = resolve(root);
  }

  /** Reads from the `config/` folder of another root from now on. */
  setRoot(root: string): void {
    this.#root = resolve(root);
    this.#files.clear();
  }

  /**
   * Reads a value, and its file with the first key that begins with its name.
   *
   * @param key - The file's name, then the way inside its default export: `"app.port"` is `port` of `config/app.js`.
   * @param fallback - What a missing value is. Without it a missing value is an error.
   * @returns The value as it is written there.
   * @throws UsageError `E_CONFIG_KEY` for a value or a file that is missing, naming the nearest; `E_CONFIG_FILE` for a file that awaits
   *   at its top level, `E_TYPESCRIPT_LOADER` for TypeScript that nothing here runs.
   */
  get<Value = Loose>(key: string, ...fallback: [fallback?: Value]): Value {
    const [name = "", ...path] = namesIn(key);
    const hasFallback = fallback.length > 0;
    const file = this.#file(name);
    if (file === undefined) {
      if (hasFallback) return fallback[0] as Value;
      const wanted = join("config", `${name}.{${extensions.join(",")}}`);
      throw new UsageError(
        "E_CONFIG_KEY",
        `config.get("${key}"): there is no ${wanted} in ${this.#root}. Create it, or give a fallback: config.get("${key}", 3000).`,
      );
    }
    let value: unknown = file.exported;
    for (const part of path) {
      const known = typeof value === "object" && value !== null ? Object.keys(value) : [];
      const next = known.includes(part) ? (value as Record<string, unknown>)[part] : undefined;
      if (next === undefined) {
        if (hasFallback) return fallback[0] as Value;
        throw new UsageError("E_CONFIG_KEY", missingKey(key, part, known, relative(this.#root, file.path)));
      }
      value = next;
    }
    return value as Value;
  }

  /**
   * Whether there is a value.
   *
   * @param key - As for `get`.
   */
  has(key: string): boolean {
    return this.get<unknown>(key, undefined) !== undefined;
  }

  #file(name: string): { readonly path: string; readonly exported: unknown } | undefined {
    const candidates = extensions.map((extension) => join(this.#root, "config", `${name}.${extension}`));
    const path = candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile());
    if (path === undefined) return undefined;
    if (!this.#files.has(path)) this.#files.set(path, requireDefault(path));
    return { path, exported: this.#files.get(path) };
  }
}

/** The files of the `config/` folder, by key. */
export interface AppConfig {
  /** The value of `"app.port"`, `port` in `config/app.js`; without a fallback a missing one throws UsageError `E_CONFIG_KEY`. */
  get<Value = Loose>(key: string, ...fallback: [fallback?: Value]): Value;
  /** Whether there is a value. */
  has(key: string): boolean;
}

const folder = new ConfigFolder();

/**
 * The application's configuration: `config.get("app.port")` is `port` of the default export of `config/app.js`.
 *
 * It reads the `config/` folder of the working directory, or of the `root` that `SocketServiceProvider` was given, each file when its
 * first key is asked for: variables that `dotenv` sets before are there.
 *
 * @example
 * ```ts
 * import { config, Socket } from "@carillon/socket-facade";
 *
 * Socket.attach(config.get("app.port", 3000));
 * ```
 * @see The seed document, "Installation".
 */
export const config: AppConfig = {
  get: (...args) => folder.get(...args),
  has: (key) => folder.has(key),
};

/** Makes {@link config} read the folder of another root. */
export function setConfigRoot(root: string): void {
  folder.setRoot(root);
}

function namesIn(key: unknown): string[] {
  const names = typeof key === "string" ? key.split(".") : [];
  if (names.length > 0 && !names.includes("")) return names;
  throw new UsageError(
    "E_CONFIG_KEY",
    `config.get takes a file's name and a key with a dot between them, such as "app.port"; got ${typeof key === "string" ? `"${key}"` : typeof key}.`,
  );
}

function missingKey(key: string, part: string, known: readonly string[], file: string): string {
  const nearest = nearestName(part, known);
  return (
    `config.get("${key}"): ${file} has no "${part}"` +
    `${nearest ? `; did you mean "${nearest}"?` : known.length > 0 ? `. Known there: ${known.join(", ")}.` : "."} ` +
    `For a value that may be missing, give a fallback: config.get("${key}", 3000).`
  );
}

/** Loads a module at once: `config.get` is not asynchronous. */
function requireDefault(path: string): unknown {
  const load = createRequire(pathToFileURL(path));
  try {
    return defaultOf(load(path));
  } catch (error) {
    const { code } = (error ?? {}) as { code?: unknown };
    if (code === "ERR_REQUIRE_ASYNC_MODULE") {
      throw new UsageError(
        "E_CONFIG_FILE",
        `${path} awaits at its top level, and config.get cannot wait. Await before, and export the value.`,
        { cause: error },
      );
    }
    if (!isNotRunnable(path, error)) throw error;
    return defaultOf(jiti(load, path, error)(path));
  }
}

function jiti(load: NodeJS.Require, path: string, cause: unknown): (path: string) => unknown {
  try {
    const { createJiti } = load("jiti") as {
      readonly createJiti: (from: string) => (path: string) => unknown;
    };
    return createJiti(path);
  } catch {
    throw withoutLoader(path, cause);
  }
}

/** The default export; of a module without one, all that it exports. */
function defaultOf(module: unknown): unknown {
  const exported = (module ?? {}) as { readonly default?: unknown };
  return exported.default ?? module;
}
