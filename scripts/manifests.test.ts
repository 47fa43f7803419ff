import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly homepage: string;
  readonly bugs: object;
  readonly repository: object;
  readonly license: string;
  readonly author: string;
  readonly type: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly files: readonly string[];
  readonly sideEffects: boolean | readonly string[];
  readonly engines: object;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional: boolean }>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly publishConfig: object;
}

const root = resolve(import.meta.dirname, "..");
const repository = "https://github.com/carillon/carillon";
const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
const packages = readdirSync(join(root, "packages")).map((folder) => {
  const text = readFileSync(join(root, "packages", folder, "package.json"), "utf8");
  return { folder, manifest: JSON.parse(text) as Manifest };
});
const names = packages.map(({ manifest }) => manifest.name);

describe.each(packages)("$manifest.name", ({ folder, manifest }) => {
  test("says what it is and where it comes from", () => {
    expect(manifest).toMatchObject({
      license: "MIT",
      author: "The Carillon contributors",
      homepage: `${repository}/tree/main/packages/${folder}#readme`,
      bugs: { url: `${repository}/issues` },
      repository: { type: "git", url: `git+${repository}.git`, directory: `packages/${folder}` },
    });
    expect(manifest.description).toMatch(/^[^\n]{20,140}\.$/);
    expect(new Set(manifest.keywords).size).toBeGreaterThanOrEqual(5);
    expect(manifest.keywords).toContain("socket.io");
  });

  test("publishes modules for the Node that is supported, and what they need", () => {
    expect(manifest).toMatchObject({
      type: "module",
      engines,
      publishConfig: { access: "public", provenance: true },
    });
    expect(manifest.files).toEqual(expect.arrayContaining(["dist", "!dist/tsconfig.tsbuildinfo"]));
    const bins = Object.values(manifest.bin ?? {});
    expect(manifest.sideEffects).toEqual(
      bins.length === 0 ? false : expect.arrayContaining(bins as unknown[]),
    );
    for (const [path, target] of Object.entries(manifest.exports)) {
      if (path === "./package.json") continue;
      expect(Object.keys(target)).toEqual(["@carillon/source", "types", "default"]);
    }
  });

  test("depends on the others by what becomes ^ of their version, and has none of them as a peer", () => {
    for (const [name, range] of Object.entries(manifest.dependencies ?? {})) {
      expect(range, name).toBe(names.includes(name) ? "workspace:^" : "catalog:");
    }
    // Changesets would make a major version of it at each change of the peer.
    expect(Object.keys(manifest.peerDependencies ?? {}).filter((name) => names.includes(name))).toEqual([]);
    for (const name of Object.keys(manifest.peerDependenciesMeta ?? {}))
      expect(manifest.peerDependencies).toHaveProperty([name]);
  });
});

test("all packages share one version, and every release gives all of them the next one", () => {
  expect(new Set(packages.map(({ manifest }) => manifest.version)).size).toBe(1);
  const { fixed } = JSON.parse(readFileSync(join(root, ".changeset/config.json"), "utf8")) as {
    fixed: string[][];
  };
  const isFixed = (name: string): boolean =>
    fixed[0]?.some(
      (pattern) => name === pattern || (pattern.endsWith("/*") && name.startsWith(pattern.slice(0, -1))),
    ) === true;
  expect(fixed).toHaveLength(1);
  expect(names.filter((name) => !isFixed(name))).toEqual([]);
});

test("the first release has a text for each package", () => {
  const folder = join(root, ".changeset");
  const changesets = readdirSync(folder).filter((file) => file.startsWith("first-release"));
  const named = changesets.flatMap((file) =>
    [...readFileSync(join(folder, file), "utf8").matchAll(/^"(.*)": minor$/gm)].map(([, name]) => name),
  );
  const isReleased = packages.every(({ manifest }) => manifest.version !== "0.0.0");
  expect(named.sort()).toEqual(isReleased ? [] : [...names].sort());
});
