import cluster from "node:cluster";
import type { Worker } from "node:cluster";
import { once } from "node:events";
import type { AppConfig } from "./config/app.js";
import { findRedis } from "./redis-server.js";

/** How many nodes the command line asks for: `--nodes 2`. @throws Error for anything else. */
export function nodesOf(args: readonly string[]): number {
  const index = args.indexOf("--nodes");
  if (index === -1) return 1;
  const nodes = Number(args[index + 1]);
  if (Number.isInteger(nodes) && nodes >= 1 && nodes <= 8) return nodes;
  throw new Error(`--nodes is a whole number from 1 to 8, not "${args[index + 1] ?? ""}".`);
}

/**
 * Starts several nodes behind one port, and starts another one for each that dies. New connections go to the nodes in
 * turn; a page speaks WebSocket alone, so that it stays on its node and needs no sticky sessions.
 *
 * @throws Error that says what is missing.
 */
export async function startNodes(count: number, config: AppConfig): Promise<{ readonly port: number }> {
  if (config.databaseFile === ":memory:")
    throw new Error("Several nodes share one database file: CHAT_DATABASE cannot be :memory:.");
  const redis = await findRedis(config.redisUrl);
  const env = { CARILLON_REDIS_URL: redis.url, CHAT_NODES: String(count) };
  let isEnding = false;
  const fork = (): Worker => cluster.fork(env);

  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => {
      isEnding = true;
      for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill("SIGTERM");
    });

  // One after the other: the first makes the tables.
  let port = 0;
  for (let node = 0; node < count; node++) port = await portOf(fork());

  cluster.on("exit", () => {
    if (!isEnding) fork();
    else if (Object.keys(cluster.workers ?? {}).length === 0) {
      redis.stop();
      process.exit(0);
    }
  });
  return { port };
}

/** Resolves when the node takes connections. @throws Error when it ends before; it has said why. */
async function portOf(worker: Worker): Promise<number> {
  const port = once(worker, "message").then(([message]) => (message as { port: number }).port);
  const ended = once(worker, "exit").then(() => {
    throw new Error("A node did not start.");
  });
  return Promise.race([port, ended]);
}
