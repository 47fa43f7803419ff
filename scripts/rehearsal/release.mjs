// The release of a copy of the repository, by the scripts that the release workflow runs.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { copyRepository } from "../copy-repository.mjs";
import { run } from "./processes.mjs";

const root = resolve(import.meta.dirname, "../..");

/**
 * Copies the repository into a folder and installs what its release needs.
 *
 * @param folder - Where to; it is made.
 * @param isBuilt - Takes what was built in the work tree, instead of building it at the release.
 * @param env - For the package managers.
 */
export async function prepare(folder, { isBuilt, env }) {
  mkdirSync(folder);
  copyRepository(folder);
  if (isBuilt) {
    for (const name of readdirSync(join(root, "packages"))) {
      const built = join(root, "packages", name, "dist");
      if (!existsSync(built)) throw new Error(`packages/${name} is not built: run "npx -y pnpm@12 build".`);
      cpSync(built, join(folder, "packages", name, "dist"), { recursive: true });
    }
  }
  for (const args of [
    ["init", "--quiet", "--initial-branch", "main"],
    ["add", "--all"],
    ["commit", "--quiet", "--message", "Rehearsal"],
  ]) {
    await run("git", ["-c", "user.name=Rehearsal", "-c", "user.email=rehearsal@localhost", ...args], {
      cwd: folder,
      env,
    });
  }
  await run("pnpm", ["install", "--frozen-lockfile", "--prefer-offline"], { cwd: folder, env });
}

/**
 * Gives each package its next version and its changelog, and publishes it.
 *
 * @param folder - The copy.
 * @param isBuilt - Whether there is nothing to build.
 * @param env - For the package managers; `registry` is added to it where packages are published.
 */
export async function release(folder, { isBuilt, env, registry }) {
  const changeset = join(folder, "node_modules/.bin/changeset");
  if (isBuilt) await run(changeset, ["version"], { cwd: folder, env });
  else await run("pnpm", ["version-packages"], { cwd: folder, env });
  for (const path of packagesOf(folder)) withoutProvenance(join(path, "package.json"));
  const there = { cwd: folder, env: { ...env, ...registry } };
  if (isBuilt) await run(changeset, ["publish"], there);
  else await run("pnpm", ["release"], there);
}

/** Only the release workflow has the identity that a provenance is signed with. */
function withoutProvenance(file) {
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  delete manifest.publishConfig.provenance;
  writeFileSync(file, JSON.stringify(manifest, undefined, 2));
}

/** The folders of all packages. */
export function packagesOf(folder) {
  return readdirSync(join(folder, "packages")).map((name) => join(folder, "packages", name));
}
