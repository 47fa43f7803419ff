import { spawn, type ChildProcess } from "node:child_process";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { UsageError } from "@carillon/socket-contract/server";
import { endChild, endWithUs, freePort, hasEnded } from "./child-server.js";
import { waitFor } from "../waiting/wait-for.js";

/** A Redis server of the test's own, on a free loopback port and without persistence. */
export interface TestRedis extends AsyncDisposable {
  /** `redis://127.0.0.1:<port>`. */
  readonly url: string;
  /** The port; it stays the same when the server is started again. */
  readonly port: number;
  /** The process id, or `undefined` while it is stopped. */
  readonly pid: number | undefined;
  /** Starts it again, empty, after {@link stop} or {@link kill}. */
  start(): Promise<void>;
  /** Shuts it down in order. */
  stop(): Promise<void>;
  /** Ends it by a signal, `SIGKILL` by default, as a crash would. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Freezes it: connections stay open and nothing answers. */
  pause(): void;
  /** Lets it go on after {@link pause}. */
  resume(): void;
  /** Stops it for good. `await using` calls it. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a real Redis server.
 *
 * @param args - More arguments for `redis-server`.
 * @returns The running server; disposing it stops it.
 * @throws If `redis-server` is not installed, with the command that installs it.
 * @example
 * ```ts
 * import { startRedis } from "@carillon/socket-testing";
 * import { createClient } from "redis";
 *
 * await using redis = await startRedis();
 * const client = createClient({ url: redis.url });
 * ```
 */
export async function startRedis(args: readonly string[] = []): Promise<TestRedis> {
  const port = await freePort();
  let running: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    if (running !== undefined)
      throw new UsageError("E_ALREADY_RUNNING", "Redis is running already; stop() or kill() it first.");
    running = await launch(port, args);
  };
  const kill = async (signal: NodeJS.Signals = "SIGKILL"): Promise<void> => {
    const child = running;
    running = undefined;
    if (child !== undefined) await endChild(child, signal);
  };
  const stop = (): Promise<void> => kill("SIGTERM");

  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      return running?.pid;
    },
    start,
    stop,
    kill,
    pause: () => void running?.kill("SIGSTOP"),
    resume: () => void running?.kill("SIGCONT"),
    [Symbol.asyncDispose]: stop,
  };
}

async function launch(port: number, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(
    "redis-server",
    [
      "--port",
      String(port),
      "--bind",
      "127.0.0.1",
      "--dir",
      tmpdir(),
      "--save",
      "",
      "--appendonly",
      "no",
      ...args,
    ],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  endWithUs(child);
  let output = "";
  let failure: Error | undefined;
  let closed = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  child.once("error", (error) => (failure = explain(error)));
  child.once("close", () => (closed = true));
  await waitFor(async () => failure !== undefined || closed || (await answersPing(port)));
  if (failure !== undefined) throw failure;
  if (hasEnded(child)) throw new Error(`redis-server ended at once:\n${output}`);
  return child;
}

function explain(error: NodeJS.ErrnoException): Error {
  if (error.code !== "ENOENT") return error;
  return new UsageError(
    "E_PROGRAM_MISSING",
    "redis-server is not installed. On Debian or Ubuntu: apt-get install redis-server",
    { cause: error },
  );
}

function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(port, "127.0.0.1", () => connection.write("PING\r\n"));
    connection.once("data", (answer) => {
      connection.destroy();
      resolve(answer.toString().startsWith("+PONG"));
    });
    connection.once("error", () => {
      resolve(false);
    });
  });
}
