import { createRealtime } from "@carillon/socket-facade";
import type { SocketsConfig } from "@carillon/socket-facade";
import { nextEvent, refused, startRedis, startServer, waitFor } from "@carillon/socket-testing";
import type { TestServer } from "@carillon/socket-testing";
import { Redis } from "ioredis";
import { createServer } from "node:http";
import { createClient } from "redis";
import { expect, onTestFinished, test } from "vitest";
import { silent } from "./silent.js";

interface Node extends AsyncDisposable {
  readonly server: TestServer;
}

async function startNode(scale: NonNullable<SocketsConfig["scale"]>): Promise<Node> {
  const layer = createRealtime({ logger: silent, scale });
  layer.socket.guard("api", ({ token }) => (token === "user" ? { user: { id: token }, id: token } : null));
  layer.socket.use("auth:socket");
  layer.route.socketGroup({ namespace: /^\/team-\d+$/ }, () => {
    layer.route.socket("join", (socket, room: string) => socket.joinRoom(room, { force: true }));
  });
  const httpServer = createServer();
  const io = layer.socket.attach(httpServer);
  await layer.socket.ready();
  const server = await startServer(undefined, { httpServer, io });
  return {
    server,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await layer.socket.close();
    },
  };
}

test.each([
  ["redis-streams", "node-redis", {}],
  ["redis-streams", "ioredis", {}],
  ["redis-streams", "node-redis", { useShardedPubSub: true }],
  ["redis-streams", "ioredis", { useShardedPubSub: true }],
  ["redis", "node-redis", {}],
  ["redis-sharded", "node-redis", {}],
] as const)("refused clients leave nothing in Redis: %s by %s, %o", async (adapter, library, options) => {
  await using redis = await startRedis();
  const clientOfNode = (): { client: object } | { url: string } => {
    if (library === "node-redis") return { url: redis.url };
    const client = new Redis(redis.port, "127.0.0.1");
    onTestFinished(() => client.disconnect());
    return { client };
  };
  await using here = await startNode({ adapter, options, ...clientOfNode() });
  await using there = await startNode({ adapter, options, ...clientOfNode() });
  await waitFor(async () => (await here.server.io.of("/").adapter.serverCount()) === 2);
  const admin = createClient({ url: redis.url });
  admin.on("error", () => undefined);
  await admin.connect();
  onTestFinished(() => admin.destroy());
  const left = async (): Promise<object> => ({
    patterns: await admin.pubSubNumPat(),
    channels: (await admin.pubSubChannels()).sort(),
    shards: (await admin.pubSubShardChannels()).sort(),
    keys: (await admin.keys("*team-*")).sort(),
  });

  const auth = { token: "user" };
  const members = [
    await here.server.connect({ namespace: "/team-0", auth }),
    await there.server.connect({ namespace: "/team-0", auth }),
  ];
  for (const member of members) await member.emitWithAck("join", "hall");
  const before = await left();
  for (let round = 0; round < 3; round++) {
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        refused(here.server.client({ namespace: `/team-${String(n + 1)}`, auth: { token: "stranger" } })),
      ),
    );
  }
  await waitFor(() => here.server.io._nsps.size === 2);
  await waitFor(async () => JSON.stringify(await left()) === JSON.stringify(before)).catch(() => undefined);
  expect(await left()).toEqual(before);

  const heard = Promise.all(members.map((member) => nextEvent(member, "news")));
  here.server.io.of("/team-0").to("hall").emit("news", 1);
  expect(await heard).toEqual([[1], [1]]);
  // A name that was refused before is a namespace like any other afterwards.
  const late = [
    await here.server.connect({ namespace: "/team-7", auth }),
    await there.server.connect({ namespace: "/team-7", auth }),
  ];
  await waitFor(async () => (await here.server.io.of("/team-7").adapter.serverCount()) === 2);
  const asked = await here.server.io.of("/team-7").fetchSockets();
  expect(asked.map(({ id }) => id).sort()).toEqual(late.map(({ id }) => id).sort());
});
