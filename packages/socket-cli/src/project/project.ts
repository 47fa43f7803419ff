import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CliError } from "../cli-error.js";
import { findFile } from "./find-file.js";
import { readTsconfig } from "./tsconfig.js";
import type { CompilerOptions } from "./tsconfig.js";

/** What of a project decides how code for it is written. */
export interface Project {
  /** The folder of its `package.json`. */
  readonly root: string;
  /** The folder inside that its sources are in: `"src"`, or `""` for the root itself. */
  readonly base: string;
  readonly language: "ts" | "js";
  /** What the names of its files end with; `"mts"` where a `.ts` file could not import ES modules. */
  readonly extension: "ts" | "mts" | "js";
  /** Whether its `.js` files are ES modules. */
  readonly isEsm: boolean;
  /** Whether a new file is written with `import`. */
  readonly isModule: boolean;
  /** The package that offers `Route`. */
  readonly packageName: string;
  /** The package that offers `testRealtime`; `undefined` where none is installed. */
  readonly testingPackage: string | undefined;
  /** What runs its tests. */
  readonly testRunner: "vitest" | "jest" | "node";
  /** The schema library that it uses; `undefined` where none is installed. */
  readonly schemaLibrary: SchemaLibrary | undefined;
  /** Whether its ESLint has the strict rules of typescript-eslint. */
  readonly isLintStrict: boolean;
  /** How a file of the project's language is imported. */
  readonly importExtension: ".js" | ".ts" | ".mjs" | ".mts";
}

/** Schema libraries that contracts are written with. */
export type SchemaLibrary = "zod" | "valibot" | "arktype";

/** Packages that offer `Route` and `Socket`, the first that a project has. */
export const facadePackages: readonly string[] = ["carillon", "@carillon/socket-facade"];

const schemaLibraries: readonly SchemaLibrary[] = ["zod", "valibot", "arktype"];

/**
 * The folder of the nearest `package.json`.
 *
 * @throws CliError when there is none.
 */
export function projectRoot(cwd: string): string {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
    if (folder === dirname(folder)) {
      throw new CliError(`There is no package.json in ${cwd} or above it; run carillon in your project.`);
    }
  }
}

/**
 * Looks at a project.
 *
 * @throws CliError when its manifest cannot be read or nothing of Carillon is installed.
 */
export function readProject(root: string): Project {
  const project = lookAt(root);
  if (project.packageName === undefined) {
    throw new CliError("Carillon is not installed here: npm install carillon socket.io");
  }
  return { ...project, packageName: project.packageName };
}

/**
 * Looks at a project that Carillon may not be installed in yet.
 *
 * @throws CliError when its manifest cannot be read.
 */
export function readAnyProject(root: string): Project & { readonly isInstalled: boolean } {
  const { packageName, testingPackage, ...project } = lookAt(root);
  const isInstalled = packageName !== undefined;
  return {
    ...project,
    isInstalled,
    packageName: packageName ?? "carillon",
    testingPackage: isInstalled ? testingPackage : "carillon/testing",
  };
}

function lookAt(root: string): Omit<Project, "packageName"> & { readonly packageName: string | undefined } {
  const manifest = readManifest(root);
  const dependencies = {
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.peerDependencies,
  };
  const has = (name: string): boolean => Object.hasOwn(dependencies, name);
  const tsconfig = readTsconfig(root);
  const language = tsconfig !== undefined || has("typescript") ? "ts" : "js";
  const isEsm = manifest.type === "module";
  const extension = language === "js" ? "js" : !isEsm && needsMts(tsconfig ?? {}) ? "mts" : "ts";
  const packageName =
    facadePackages.find(has) ?? facadePackages.find((name) => installedFolder(root, name) !== undefined);
  const writesTs =
    tsconfig?.allowImportingTsExtensions === true || tsconfig?.rewriteRelativeImportExtensions === true;
  const sources = existsSync(join(root, "src"));
  const usesRoot = ["app", "routes"].some((folder) => existsSync(join(root, folder)));
  const usesSrc = ["app", "routes"].some((folder) => existsSync(join(root, "src", folder)));
  return {
    root,
    base: usesSrc || (sources && !usesRoot && isAllInSrc(root, tsconfig)) ? "src" : "",
    language,
    extension,
    isEsm,
    isModule: language === "ts" || isEsm,
    packageName,
    testingPackage:
      packageName === "carillon"
        ? "carillon/testing"
        : has("@carillon/socket-testing") || installedFolder(root, "@carillon/socket-testing") !== undefined
          ? "@carillon/socket-testing"
          : undefined,
    testRunner: has("vitest") ? "vitest" : has("jest") ? "jest" : "node",
    schemaLibrary:
      schemaLibraries.find(has) ?? schemaLibraries.find((name) => installedFolder(root, name) !== undefined),
    isLintStrict:
      has("typescript-eslint") && /\bstrict/.test(textOf(findFile(join(root, "eslint.config")) ?? "") ?? ""),
    importExtension: writesTs && language === "ts" ? `.${extension}` : extension === "mts" ? ".mjs" : ".js",
  };
}

/** Whether the project says that all that runs is in `src`: the compiler's `rootDir`, or Nest's command line, which builds only that. */
function isAllInSrc(root: string, tsconfig: CompilerOptions | undefined): boolean {
  return /^(?:\.\/)?src\/?$/.test(tsconfig?.rootDir ?? "") || existsSync(join(root, "nest-cli.json"));
}

/** Whether the compiler takes a `.ts` file for CommonJS and then refuses what our packages are: ES modules. */
function needsMts({ module = "", verbatimModuleSyntax = false }: CompilerOptions): boolean {
  if (/^node1[68]$/i.test(module)) return true;
  return verbatimModuleSyntax && /^(?:node20|nodenext|commonjs)$/i.test(module);
}

/** What of a `package.json` is looked at. */
export interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly description?: string;
  readonly type?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/**
 * Reads a project's manifest.
 *
 * @throws CliError when it is no JSON.
 */
export function readManifest(root: string): Manifest {
  try {
    return JSON.parse(textOf(join(root, "package.json")) ?? "") as Manifest;
  } catch (error) {
    throw new CliError("package.json is not valid JSON.", { cause: error });
  }
}

function textOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

/**
 * The folder that a package is installed in, as seen from a folder.
 *
 * Looks at folders alone: `require.resolve` would also find what only the environment's `NODE_PATH` leads to.
 */
export function installedFolder(from: string, name: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return candidate;
    if (folder === dirname(folder)) return undefined;
  }
}
