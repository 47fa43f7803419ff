import { fork } from "node:child_process";
import type { Serializable } from "node:child_process";
import { once } from "node:events";
import { waitFor } from "@carillon/socket-testing";

/** A program of these tests in a process of its own. It sends its port once it listens, then whatever it likes. */
export interface RunningNode extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** What it sent after its port. */
  readonly messages: readonly unknown[];
  signal(signal: NodeJS.Signals): void;
  send(message: Serializable): void;
  /** Resolves to its exit code once it is gone. */
  readonly ended: Promise<number | null>;
}

/** Starts a program beside this file and waits until it listens. */
export async function startNode(program: string, ...args: readonly string[]): Promise<RunningNode> {
  const child = fork(new URL(program, import.meta.url), args, {
    cwd: new URL("..", import.meta.url),
    execArgv: ["--import", "tsx", "--conditions=@carillon/source"],
  });
  const messages: unknown[] = [];
  child.on("message", (message) => messages.push(message));
  const ended = once(child, "exit").then(([code]) => code as number | null);
  await Promise.race([
    waitFor(() => messages.length > 0, 120_000),
    ended.then((code) => Promise.reject(new Error(`${program} ended by itself, with ${String(code)}.`))),
  ]);
  const port = messages.shift() as number;
  return {
    port,
    url: `http://127.0.0.1:${String(port)}`,
    messages,
    signal: (signal) => void child.kill(signal),
    send: (message) => void child.send(message),
    ended,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
