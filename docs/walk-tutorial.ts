// Walks through the tutorial as its pages stand, in an empty folder and with a clock: installs the packed packages, writes the files that
// the pages show, types their commands and compares what is printed. Needs built packages, Redis, and the ports of the tutorial.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { tutorialPages } from "./tutorial-pages.js";

const packages = resolve(import.meta.dirname, "../packages");
const folder = mkdtempSync(join(tmpdir(), "carillon-tutorial-"));
const home = join(folder, "chat");
const servers: ChildProcess[] = [];
const problems: string[] = [];

const overrides = pack();
const redis = spawn("redis-server", ["--port", "6379", "--bind", "127.0.0.1", "--save", ""], {
  stdio: "ignore",
});
const begin = Date.now();
try {
  for (const { name, actions } of tutorialPages()) {
    const started = Date.now();
    for (const action of actions) {
      if (action.is === "file") {
        writeFileSync(join(home, action.name), action.code);
        continue;
      }
      await endServers();
      let printed = "";
      for (const command of action.commands) printed = await type(command);
      for (const line of action.prints) {
        if (!printed.split("\n").some((one) => one.trim() === line)) {
          problems.push(`${name}: ${action.commands.join("; ")} prints\n${printed}\nand not "${line}"`);
        }
      }
    }
    if (name !== "index") await type("npx tsc");
    const files = actions.filter((action) => action.is === "file");
    const lines = files.reduce((sum, { code }) => sum + code.split("\n").length, 0);
    console.log(`${name}: ${seconds(started)} s, ${String(files.length)} files of ${String(lines)} lines`);
  }
} finally {
  await endServers();
  redis.kill();
  rmSync(folder, { recursive: true, force: true });
}
for (const problem of problems) console.error(`✗ ${problem}`);
console.log(`The tutorial: ${seconds(begin)} s of commands, ${String(problems.length)} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;

/** The packages as npm would get them from the registry. */
function pack(): Record<string, string> {
  return Object.fromEntries(
    readdirSync(packages).map((name) => {
      const cwd = join(packages, name);
      const manifest = JSON.parse(readFileSync(join(cwd, "package.json"), "utf8")) as Manifest;
      execFileSync("pnpm", ["pack", "--pack-destination", folder], { cwd, stdio: "ignore" });
      const file = `${manifest.name.replace("@", "").replace("/", "-")}-${manifest.version}.tgz`;
      return [manifest.name, `file:${join(folder, file)}`];
    }),
  );
}

interface Manifest {
  readonly name: string;
  readonly version: string;
}

/** Types one command, and resolves to what it prints; a server goes on. */
async function type(command: string): Promise<string> {
  if (command === "mkdir chat" || command === "cd chat") {
    if (command.startsWith("mkdir")) execFileSync("mkdir", [home]);
    return "";
  }
  if (command.includes("server.ts")) return serve(command);
  const { status, stdout, stderr } = spawnSync("bash", ["-c", withTarballs(command)], {
    cwd: home,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
  if (status !== 0) problems.push(`${command} ends with ${String(status)}:\n${stdout}${stderr}`);
  return stdout;
}

/** What is not in a registry yet is installed from its tarball. */
function withTarballs(command: string): string {
  if (!/^npm install carillon\b/.test(command)) return command;
  const manifest = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as object;
  const { carillon = "", ...others } = overrides;
  writeFileSync(join(home, "package.json"), JSON.stringify({ ...manifest, overrides: others }));
  return command.replace("carillon", carillon);
}

/** Starts a server in a terminal of its own, and waits until its port is taken. */
async function serve(command: string): Promise<string> {
  const child = spawn("bash", ["-c", `exec env ${command}`], { cwd: home, stdio: "inherit", detached: true });
  servers.push(child);
  const port = /PORT=(\d+)/.exec(command)?.[1] ?? "3000";
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${command} ended`);
    const answer = await fetch(`http://localhost:${port}/socket.io/?EIO=4&transport=polling`).catch(
      () => undefined,
    );
    if (answer !== undefined) return "";
    await pause(50);
  }
}

async function endServers(): Promise<void> {
  for (const child of servers.splice(0)) {
    const ended = once(child, "exit");
    if (child.pid !== undefined) process.kill(-child.pid, "SIGINT");
    await ended;
  }
}

function seconds(since: number): string {
  return ((Date.now() - since) / 1000).toFixed(1);
}
