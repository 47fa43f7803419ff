import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The chat as `pnpm start` starts it, in a process of its own. */
export interface RunningChat extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** Everything that it printed so far. */
  readonly output: () => string;
  /** Ends it by a signal and resolves to its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** How a chat process ended that did not start. */
export interface FailedStart {
  readonly code: number | null;
  readonly output: string;
}

/**
 * Starts the chat on a free port, unless `env` says otherwise, and waits until it listens.
 *
 * @param server - The server in one file. Default: from its sources.
 */
export async function startChat(
  env: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
  server?: string,
): Promise<RunningChat> {
  const { child, output } = launch(env, args, server);
  const port = await Promise.race([
    addressIn(child, output),
    once(child, "exit").then(() => {
      throw new Error(`The chat did not start:\n${output()}`);
    }),
  ]);

  async function stop(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, "exit");
      child.kill(signal);
      await ended;
    }
    return child.exitCode;
  }

  return {
    port,
    url: `http://localhost:${String(port)}`,
    output,
    stop,
    [Symbol.asyncDispose]: async () => {
      // Several nodes have a Redis of their own, which ends with them in good order only.
      await stop(args.includes("--nodes") ? "SIGTERM" : "SIGKILL");
    },
  };
}

/** Starts the chat where it cannot start. */
export async function failToStart(
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<FailedStart> {
  const { child, output } = launch(env, args);
  await once(child, "close");
  return { code: child.exitCode, output: output() };
}

/** A folder that is gone when the test is over. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "carillon-chat-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

function launch(
  env: Readonly<Record<string, string>>,
  more: readonly string[] = [],
  server?: string,
): { child: ChildProcess; output: () => string } {
  // The condition makes it run on the sources of the packages, so that nothing has to be built before.
  const start = server ? [server] : ["--import", "tsx", "--conditions=@carillon/source", "server/main.ts"];
  const args = [...start, ...more];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { PATH: process.env["PATH"], PORT: "0", CHAT_PAGE: tmpdir(), CHAT_DATABASE: ":memory:", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  // Whatever a failed test leaves behind ends with the tests.
  const end = (): void => void child.kill("SIGKILL");
  process.once("exit", end);
  child.once("exit", () => process.off("exit", end));
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  }
  return { child, output: () => text };
}

function addressIn(child: ChildProcess, output: () => string): Promise<number> {
  return new Promise((resolve) => {
    child.stdout?.on("data", () => {
      const port = /http:\/\/localhost:(\d+)/.exec(output())?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
}
