import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CliError } from "./cli-error.js";

/** What of a project decides how code for it is written. */
export interface Project {
  /** The folder of its `package.json`. */
  readonly root: string;
  readonly language: "ts" | "js";
  /** Whether its `.js` and `.ts` files are ES modules. */
  readonly isEsm: boolean;
  /** The package that offers `Route`. */
  readonly packageName: string;
  /** How a file of the project's language is imported. */
  readonly importExtension: ".js" | ".ts";
}

/** Packages that offer `Route` and `Socket`, the first that a project has. */
export const facadePackages: readonly string[] = ["carillon", "@carillon/socket-facade"];

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
  const manifest = readManifest(root);
  const dependencies = {
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.peerDependencies,
  };
  const tsconfig = textOf(join(root, "tsconfig.json"));
  const packageName =
    facadePackages.find((name) => Object.hasOwn(dependencies, name)) ??
    facadePackages.find((name) => isInstalled(root, name));
  if (packageName === undefined) {
    throw new CliError("Carillon is not installed here: npm install carillon socket.io");
  }
  const writesTs = /"(?:allowImportingTsExtensions|rewriteRelativeImportExtensions)"\s*:\s*true/.test(
    tsconfig ?? "",
  );
  return {
    root,
    language: tsconfig !== undefined || Object.hasOwn(dependencies, "typescript") ? "ts" : "js",
    isEsm: manifest.type === "module",
    packageName,
    importExtension: writesTs ? ".ts" : ".js",
  };
}

interface Manifest {
  readonly type?: string;
  readonly dependencies?: object;
  readonly devDependencies?: object;
  readonly peerDependencies?: object;
}

function readManifest(root: string): Manifest {
  try {
    return JSON.parse(textOf(join(root, "package.json")) ?? "") as Manifest;
  } catch (error) {
    throw new CliError("package.json is not valid JSON.", { cause: error });
  }
}

function textOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

/** Looks at folders alone: `require.resolve` would also find what only the environment's `NODE_PATH` leads to. */
function isInstalled(root: string, name: string): boolean {
  for (let folder = root; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "node_modules", name, "package.json"))) return true;
    if (folder === dirname(folder)) return false;
  }
}
