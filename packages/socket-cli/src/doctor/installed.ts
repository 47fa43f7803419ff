import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { installedFolder } from "../project/project.js";

/** A package as it is installed. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** Its real folder. */
  readonly folder: string;
  readonly dependencies: readonly string[];
}

/**
 * The package that a file in a folder would import.
 *
 * @returns `undefined` where it is not installed.
 */
export function installedAt(from: string, name: string): InstalledPackage | undefined {
  const link = installedFolder(from, name);
  if (link === undefined) return undefined;
  const folder = realpathSync(link);
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    version?: string;
    dependencies?: object;
    peerDependencies?: object;
  };
  const dependencies = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  return { name, version: manifest.version ?? "0.0.0", folder, dependencies };
}

/** The last of a chain of packages, each as the one before would import it: `socket.io`, `engine.io`, `ws`. */
export function installedThrough(root: string, ...chain: readonly string[]): InstalledPackage | undefined {
  let from = root;
  let found: InstalledPackage | undefined;
  for (const name of chain) {
    found = installedAt(from, name);
    if (found === undefined) return undefined;
    from = found.folder;
  }
  return found;
}

/** Every copy of Carillon's packages that the project's own dependencies lead to. */
export function ourPackages(root: string, direct: readonly string[]): InstalledPackage[] {
  const found = new Map<string, InstalledPackage>();
  const visit = (from: string, names: readonly string[]): void => {
    for (const name of names.filter(isOurs)) {
      const installed = installedAt(from, name);
      if (installed === undefined || found.has(installed.folder)) continue;
      found.set(installed.folder, installed);
      visit(installed.folder, installed.dependencies);
    }
  };
  visit(root, direct);
  return [...found.values()];
}

/** Whether a package is one of Carillon's. */
export function isOurs(name: string): boolean {
  return name === "carillon" || name.startsWith("@carillon/");
}
