// The runtimes that npm has, installed into a folder of the rehearsal.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { run } from "./processes.mjs";

/** How each is installed from npm, and how it starts a file. */
const known = {
  "Node 20": { from: "npm:node@20", file: "bin/node", args: [] },
  "Node 22": { from: "npm:node@22", file: "bin/node", args: [] },
  "Node 24": { from: "npm:node@24", file: "bin/node", args: [] },
  Bun: { from: "npm:bun@1", file: "bin/bun.exe", args: [] },
  Deno: { from: "npm:deno@2", file: "deno", args: ["run", "--allow-all"] },
};

/** The runtime that this process runs on. */
export const ownRuntime = {
  name: `Node ${process.versions.node}`,
  command: process.execPath,
  args: [],
};

/**
 * Installs one runtime.
 *
 * @param name - A key of the list.
 * @param folder - A new folder for it.
 * @param env - For npm.
 * @returns It, with its version in the name.
 * @throws Error where npm does not have it for this machine.
 */
export async function installRuntime(name, folder, env) {
  const { from, file, args } = known[name];
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }');
  await run("npm", ["install", "--no-audit", "--no-fund", `runtime@${from}`], { cwd: folder, env });
  const command = join(folder, "node_modules/runtime", file);
  const { output } = await run(command, ["--version"], { cwd: folder, env });
  const [version] = /\d+\.\d+\.\d+/.exec(output) ?? [];
  return { name: `${name.split(" ")[0]} ${version}`, command, args };
}

/** Their names. */
export const runtimeNames = Object.keys(known);
