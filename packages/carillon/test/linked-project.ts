import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = fileURLToPath(new URL("..", import.meta.url));
const { resolve } = createRequire(import.meta.url);

/** The sources of the umbrella's bin. */
const bin = join(here, "src/bin.ts");

const installed = {
  carillon: here,
  "socket.io": dirname(resolve("socket.io/package.json")),
  "socket.io-client": dirname(resolve("socket.io-client/package.json")),
  vitest: dirname(createRequire(join(here, "../../package.json")).resolve("vitest/package.json")),
  zod: dirname(resolve("zod/package.json")),
  "@types/node": dirname(createRequire(join(here, "../../package.json")).resolve("@types/node/package.json")),
};

/** What a process printed and how it ended. */
export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A project in a folder of its own, gone when the test is over. */
export interface LinkedProject extends Disposable {
  readonly path: string;
  /** Runs the command line, as `npx carillon` would. */
  run(...args: string[]): Promise<Outcome>;
  /** Runs Node. */
  node(...args: string[]): Promise<Outcome>;
}

/** Makes a project that has the umbrella, Socket.IO and zod, on their sources. */
export function linkedProject(files: Readonly<Record<string, string>>): LinkedProject {
  const path = mkdtempSync(join(tmpdir(), "carillon-project-"));
  const manifest = JSON.stringify({ type: "module", dependencies: { carillon: "*" } });
  for (const [name, text] of Object.entries({ "package.json": manifest, ...files })) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  for (const [name, target] of Object.entries(installed)) {
    mkdirSync(dirname(join(path, "node_modules", name)), { recursive: true });
    symlinkSync(target, join(path, "node_modules", name));
  }
  return {
    path,
    run: (...args) => outcome(startNode(path, [bin, ...args])),
    node: (...args) => outcome(startNode(path, args)),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Starts Node with a loader for TypeScript, on the sources of this repository. */
export function startNode(cwd: string, args: readonly string[]): ChildProcess {
  const loader = pathToFileURL(resolve("tsx")).href;
  return spawn(process.execPath, ["--import", loader, "--conditions=@carillon/source", ...args], {
    cwd,
    env: { PATH: process.env["PATH"] },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function outcome(child: ChildProcess): Promise<Outcome> {
  let [out, err] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (err += text));
  await once(child, "close");
  return { code: child.exitCode, out, err };
}
