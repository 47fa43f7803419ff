import { createRealtime } from "@carillon/socket-facade";
import type { SocketsConfig } from "@carillon/socket-facade";
import { nextEvent, startServer, waitFor } from "@carillon/socket-testing";
import { createServer } from "node:http";
import { Cluster } from "ioredis";
import { createCluster } from "redis";
import { expect, test } from "vitest";
import { startRedisCluster } from "./redis-cluster.js";
import { silent } from "./silent.js";

const clients = {
  async ioredis(port: number) {
    // Without `shardedSubscribers` ioredis has no sharded subscriptions.
    const client = new Cluster([{ host: "127.0.0.1", port }], { shardedSubscribers: true });
    client.on("error", () => undefined);
    await waitFor(() => client.status === "ready");
    return { client, end: () => void client.disconnect() };
  },
  async "node-redis"(port: number) {
    const client = createCluster({ rootNodes: [{ url: `redis://127.0.0.1:${String(port)}` }] });
    client.on("error", () => undefined);
    await client.connect();
    return { client, end: () => void client.destroy() };
  },
};

async function startNode(config: SocketsConfig) {
  const layer = createRealtime({ logger: silent, ...config });
  layer.socket.guard("api", ({ token }) => ({ user: { id: token }, id: token }));
  layer.socket.use("auth:socket");
  layer.route.channel("hall.{n}", { join: () => true, presence: true, history: { size: 10, ttlMs: 60_000 } });
  const name = Math.random();
  layer.route.socket("pay", () => name, { idempotent: true });
  layer.route.socket("once", () => "done", { middleware: "throttle:1,1m" });
  const httpServer = createServer();
  const io = layer.socket.attach(httpServer);
  await layer.socket.ready();
  const server = await startServer(undefined, { httpServer, io });
  return {
    layer,
    server,
    connect: (token: string) => server.connect({ auth: { token } }),
    async [Symbol.asyncDispose]() {
      await layer.socket.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

const adapters = ["redis-streams", "redis", "redis-sharded"] as const;
const kinds = ["ioredis", "node-redis"] as const;

test.each(adapters.flatMap((adapter) => kinds.map((kind) => [adapter, kind] as const)))(
  "two nodes share all that they share on a Redis Cluster: %s by %s",
  async (adapter, kind) => {
    await using cluster = await startRedisCluster();
    const opened = [await clients[kind](cluster.nodes[0]!.port), await clients[kind](cluster.nodes[1]!.port)];
    try {
      await using here = await startNode({ redis: opened[0]!.client, scale: { adapter } });
      await using there = await startNode({ redis: opened[1]!.client, scale: { adapter } });
      for (const { server } of [here, there])
        await waitFor(async () => (await server.io.of("/").adapter.serverCount()) === 2);
      const [ada, grace] = [await here.connect("ada"), await there.connect("grace")];
      for (const channel of ["hall.1", "hall.2", "hall.3"]) {
        for (const each of [ada, grace]) await each.emitWithAck("channel:join", { channel });
        await waitFor(async () => (await here.layer.socket.members(channel)).length === 2);
        const heard: unknown[] = [];
        grace.on("news", (payload: unknown) => heard.push(payload));
        // A sharded adapter subscribes to a room after the join was answered.
        await waitFor(async () => {
          await here.layer.socket.broadcast(channel, "news", { channel });
          return heard.length > 0;
        });
        expect(heard[0]).toEqual({ channel });
        grace.off("news");
      }
      const again = await there.connect("ada");
      expect(await ada.emitWithAck("once")).toMatchObject({ ok: true });
      expect(await again.emitWithAck("once")).toMatchObject({ error: "too_many_requests" });
      const paid = { idempotencyKey: "order-1" };
      expect(await ada.emitWithAck("pay", paid)).toEqual(await again.emitWithAck("pay", paid));
      const left = nextEvent(again, "disconnect");
      here.layer.socket.revoke({ userId: "ada" });
      await left;
    } finally {
      for (const { end } of opened) end();
    }
  },
);
