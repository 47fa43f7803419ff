// The registry of a rehearsal: verdaccio, with everything that it and its clients keep in one folder.
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { start } from "./processes.mjs";

/**
 * Starts a registry. Our packages are its own; all others come from the registry that this machine uses.
 *
 * @param folder - Where it, npm and pnpm keep what they keep.
 * @returns Its address; what tells npm and pnpm to publish to it; the environment in which they install from it, with caches of their own.
 */
export async function startRegistry(folder) {
  mkdirSync(folder);
  const config = join(folder, "verdaccio.json");
  const everyone = { access: "$all", publish: "$all" };
  const settings = {
    storage: join(folder, "storage"),
    uplinks: { machine: { url: machineRegistry(), maxage: "60m", timeout: "120s" } },
    packages: {
      carillon: everyone,
      "create-carillon": everyone,
      "@carillon/*": everyone,
      "**": { access: "$all", proxy: "machine" },
    },
    log: { type: "file", path: join(folder, "verdaccio.log"), level: "warn" },
    web: { enable: false },
  };
  writeFileSync(config, JSON.stringify(settings));
  const child = start(process.execPath, [join(import.meta.dirname, "registry-server.mjs"), config], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const port = await Promise.race([
    once(child, "message").then(([message]) => message),
    once(child, "close").then(() => undefined),
  ]);
  if (port === undefined) throw new Error(`The registry does not start.\n${child.output}`);
  const url = `http://127.0.0.1:${port}/`;
  const npmrc = join(folder, "npmrc");
  writeFileSync(npmrc, `registry=${url}\n//127.0.0.1:${port}/:_authToken=rehearsal\n`);
  const publishing = {
    npm_config_registry: url,
    npm_config_userconfig: npmrc,
    // What is installed came from the machine's registry and stays.
    pnpm_config_verify_deps_before_run: "false",
  };
  return { url, publishing, installing: { ...withoutPackageManagers(), ...publishing, ...caches(folder) } };
}

/** What this machine calls its registry is asked for, and never written into the repository. */
function machineRegistry() {
  return execFileSync("npm", ["config", "get", "registry"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }).trim();
}

/** What this process was told by the package manager that runs it is not for others. */
function withoutPackageManagers() {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|pnpm_|NODE_OPTIONS$|NODE_PATH$)/i.test(name),
  );
  return Object.fromEntries(own);
}

function caches(folder) {
  return {
    npm_config_cache: join(folder, "npm-cache"),
    npm_config_update_notifier: "false",
    npm_config_audit: "false",
    npm_config_fund: "false",
    pnpm_config_store_dir: join(folder, "pnpm-store"),
    XDG_CACHE_HOME: join(folder, "cache"),
    XDG_DATA_HOME: join(folder, "data"),
    XDG_STATE_HOME: join(folder, "state"),
    DENO_DIR: join(folder, "deno"),
    NO_COLOR: "1",
    CI: "true",
  };
}
