import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo } from "node:net";

/** A Redis that the nodes can use. */
export interface FoundRedis {
  readonly url: string;
  /** Ends it, where it was started here. */
  stop(): void;
}

/**
 * The Redis that was named, or else one of the demo's own: in memory, on a free port of this machine, for as long as the
 * demo runs. Installs nothing.
 *
 * @throws Error that says what is needed.
 */
export async function findRedis(url: string | undefined): Promise<FoundRedis> {
  if (url !== undefined) {
    await reach(url);
    return { url, stop: () => undefined };
  }
  const port = await freePort();
  const options = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const child = spawn("redis-server", options, { stdio: "ignore" });
  const started = await once(child, "spawn").then(
    () => true,
    () => false, // there is none
  );
  if (!started)
    throw new Error(
      [
        "Several nodes need Redis (or Valkey), and there is no redis-server on this machine. Either",
        "  install it, with: apt install redis-server, or: brew install redis",
        "  or name one that runs: CARILLON_REDIS_URL=redis://127.0.0.1:6379 npx -y pnpm@12 demo --nodes 2",
      ].join("\n"),
    );
  process.once("exit", () => child.kill());
  await listening(child, port);
  return { url: `redis://127.0.0.1:${String(port)}`, stop: () => child.kill() };
}

async function reach(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  if (!(await answers(hostname, Number(port || 6379))))
    throw new Error(
      `No Redis answers on ${hostname}:${port || "6379"}. Is it running, and is CARILLON_REDIS_URL right?`,
    );
}

async function listening(child: ChildProcess, port: number): Promise<void> {
  while (!(await answers("127.0.0.1", port))) {
    if (child.exitCode !== null) throw new Error("redis-server ended at once. Does it run by itself?");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function answers(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port });
  return new Promise((resolve) => {
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
  }).then((isThere) => {
    socket.destroy();
    return isThere as boolean;
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
