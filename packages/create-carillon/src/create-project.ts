import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { CreateError } from "./create-error.js";
import type { PackageManager } from "./package-manager.js";
import { templates } from "./templates.js";
import type { TemplateName } from "./templates.js";

/** What to make, and where. */
export interface CreateOptions {
  /** The folder: an absolute path. It is made, or it is empty. */
  readonly folder: string;
  readonly template: TemplateName;
  /** The version range of Carillon. Default: that of this package. */
  readonly version?: string;
  /** What will install it; pnpm reads settings from a file of its own. Default: any. */
  readonly manager?: PackageManager;
}

/** What was made. */
export interface CreatedProject {
  /** Its name in `package.json`. */
  readonly name: string;
  /** Its files, relative to its folder. */
  readonly files: readonly string[];
}

/** What an empty folder may hold all the same. */
const harmless: ReadonlySet<string> = new Set([
  ".git",
  ".gitkeep",
  ".DS_Store",
  ".idea",
  ".vscode",
  "LICENSE",
]);

/**
 * Makes an application of a template: all of it, or nothing.
 *
 * @param options - See {@link CreateOptions}.
 * @returns What was made.
 * @throws CreateError for a folder that holds something, or a template that is none.
 */
export function createProject({
  folder,
  template,
  version = ownRange(),
  manager,
}: CreateOptions): CreatedProject {
  const known = templates.find(({ name }) => name === template);
  if (known === undefined) {
    throw new CreateError(
      `There is no template "${template}"; there are ${templates.map(({ name }) => name).join(", ")}.`,
    );
  }
  const inTheWay = existsSync(folder) ? readdirSync(folder).filter((name) => !harmless.has(name)) : [];
  if (inTheWay.length > 0) {
    throw new CreateError(`${folder} is not empty: it holds ${inTheWay.slice(0, 3).join(", ")}.`);
  }
  const name = packageName(basename(folder));
  const files = new Map<string, string>();
  for (const layer of known.layers) {
    for (const [path, text] of filesOf(join(templatesFolder(), layer))) {
      files.set(path, filled(path, text, files.get(path), { name, version }));
    }
  }
  if (manager === "pnpm") files.set("pnpm-workspace.yaml", pnpmSettings(files.get("package.json") ?? "{}"));
  write(folder, files);
  return { name, files: [...files.keys()].sort() };
}

/**
 * The overrides of `package.json`, which only npm reads there, and a word on esbuild, without which pnpm fails: its binary comes as a
 * package, and its script is not needed.
 */
function pnpmSettings(manifest: string): string {
  const { overrides = {} } = JSON.parse(manifest) as { overrides?: Record<string, string> };
  const lines = Object.entries(overrides).map(
    ([name, range]) => `  ${JSON.stringify(name)}: ${JSON.stringify(range)}\n`,
  );
  return `overrides:\n${lines.join("")}allowBuilds:\n  esbuild: false\n`;
}

/** A name that npm takes. */
export function packageName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[._-]+|[._-]+$/g, "");
  return name === "" ? "carillon-app" : name;
}

/** The text of a file in the new application. A `package.json` of a later layer adds to the one before. */
function filled(
  path: string,
  text: string,
  before: string | undefined,
  { name, version }: { readonly name: string; readonly version: string },
): string {
  const own = text.replaceAll("{{name}}", name).replaceAll("{{version}}", version);
  if (path !== "package.json" || before === undefined) return own;
  return `${JSON.stringify(merged(JSON.parse(before), JSON.parse(own)), undefined, 2)}\n`;
}

function merged(before: unknown, after: unknown): unknown {
  if (!isObject(before) || !isObject(after)) return after;
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return Object.fromEntries(
    keys.map((key) => [
      key,
      key in after && key in before ? merged(before[key], after[key]) : (after[key] ?? before[key]),
    ]),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Writes into a folder beside, which takes the place of the folder when it is whole. */
function write(folder: string, files: ReadonlyMap<string, string>): void {
  const draft = `${folder}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(draft, path)), { recursive: true });
      writeFileSync(join(draft, path), text);
    }
    if (!existsSync(folder)) {
      renameSync(draft, folder);
      return;
    }
    for (const name of readdirSync(draft)) renameSync(join(draft, name), join(folder, name));
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** npm leaves out `.gitignore` of what it publishes, so that it is `_gitignore` here. */
function* filesOf(folder: string): Generator<[path: string, text: string]> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = path
      .slice(folder.length + 1)
      .replaceAll("\\", "/")
      .replace(/(^|\/)_(?=git|docker)/, "$1.");
    yield [name, readFileSync(path, "utf8")];
  }
}

function templatesFolder(): string {
  return fileURLToPath(new URL("../templates", import.meta.url));
}

/** Every package of Carillon has the same version. */
function ownRange(): string {
  const { version } = createRequire(import.meta.url)("../package.json") as { version: string };
  return `^${version}`;
}
