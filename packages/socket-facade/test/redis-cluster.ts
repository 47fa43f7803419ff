import { startRedis, waitFor } from "@carillon/socket-testing";
import type { TestRedis } from "@carillon/socket-testing";
import { Redis } from "ioredis";

/** Three masters of a Redis Cluster. */
export interface RedisCluster extends AsyncDisposable {
  readonly nodes: readonly TestRedis[];
}

/** Starts three servers and gives each a third of the slots. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const nodes: TestRedis[] = [];
  for (let n = 0; n < 3; n++) {
    nodes.push(
      await startRedis([
        "--cluster-enabled",
        "yes",
        "--cluster-config-file",
        `nodes-${process.pid}-${Math.random()}.conf`,
      ]),
    );
  }
  const clients = nodes.map(({ port }) => new Redis(port, "127.0.0.1"));
  try {
    const bounds = [0, 5_461, 10_923, 16_384];
    for (const [index, client] of clients.entries()) {
      await client.call("CLUSTER", "ADDSLOTSRANGE", bounds[index]!, bounds[index + 1]! - 1);
      await client.call("CLUSTER", "MEET", "127.0.0.1", nodes[0]!.port);
    }
    for (const client of clients)
      await waitFor(
        async () => String(await client.call("CLUSTER", "INFO")).includes("cluster_state:ok"),
        20_000,
      );
    for (const client of clients)
      await waitFor(
        async () => String(await client.call("CLUSTER", "INFO")).includes("cluster_known_nodes:3"),
        20_000,
      );
  } finally {
    for (const client of clients) client.disconnect();
  }
  return {
    nodes,
    async [Symbol.asyncDispose]() {
      for (const node of nodes) await node[Symbol.asyncDispose]();
    },
  };
}
