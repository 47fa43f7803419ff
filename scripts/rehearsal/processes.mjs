// Programs that the rehearsal starts. All of them end with it, however it ends.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { performance } from "node:perf_hooks";
import process from "node:process";
import { stripVTControlCharacters } from "node:util";

const running = new Set();

/**
 * Starts a program in a process group of its own.
 *
 * @param command - Its name or path.
 * @param args - Its arguments.
 * @param options - Of `spawn`.
 * @returns The child process, with all that it has printed in `output`.
 */
export function start(command, args, options) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options, detached: true });
  child.output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (data) => (child.output += stripVTControlCharacters(String(data))));
  }
  running.add(child);
  child.once("close", () => running.delete(child));
  return child;
}

/**
 * Runs a program to its end.
 *
 * @returns What it printed, and how long it ran.
 * @throws Error with what it printed, when it fails or cannot be started.
 */
export async function run(command, args, options) {
  const begin = performance.now();
  const child = start(command, args, options);
  const [status] = await once(child, "close").catch((error) => [error.message]);
  if (status !== 0) {
    const line = [command, ...args].join(" ");
    throw new Error(`${line} in ${options.cwd} ended with ${status ?? child.signalCode}\n${child.output}`);
  }
  return { output: child.output, seconds: (performance.now() - begin) / 1000 };
}

/** Ends a program with all that it has started. */
export async function stop(child) {
  if (!running.has(child)) return;
  const closed = once(child, "close");
  end(child);
  await closed;
}

/** Ends everything at once. */
export function stopAll() {
  for (const child of running) end(child);
}

function end(child) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}
