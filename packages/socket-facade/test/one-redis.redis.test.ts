import { createRealtime } from "@carillon/socket-facade";
import type { SocketsConfig } from "@carillon/socket-facade";
import {
  nextEvent,
  startPostgres,
  startRedis,
  startServer,
  startTcpProxy,
  waitFor,
} from "@carillon/socket-testing";
import { createServer } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { createClient } from "redis";
import { expect, test } from "vitest";
import { silent } from "./silent.js";

async function startNode(config: SocketsConfig) {
  const banned = new Set<string>();
  const layer = createRealtime({ logger: silent, ...config });
  layer.socket.guard("api", ({ token }) => ({ user: { id: token }, id: token, sessionId: token }));
  layer.socket.use("auth:socket");
  layer.route.channel("hall.{n}", {
    join: ({ user }) => !banned.has((user as { id: string }).id),
    presence: true,
    history: { size: 10, ttlMs: 60_000 },
  });
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
    banned,
    connect: (token: string) => server.connect({ auth: { token } }),
    async [Symbol.asyncDispose]() {
      await layer.socket.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

type Node = Awaited<ReturnType<typeof startNode>>;

async function together(...nodes: readonly Node[]): Promise<void> {
  for (const { server } of nodes)
    await waitFor(async () => (await server.io.of("/").adapter.serverCount()) === nodes.length);
}

test("one key, and two nodes share broadcasts, presence, history, counters and answers", async () => {
  await using redis = await startRedis();
  const client = await createClient({ url: redis.url }).connect();
  await using here = await startNode({ redis: redis.url });
  await using there = await startNode({ redis: client, scale: { adapter: "redis-streams" } });
  await together(here, there);
  const [ada, grace] = [await here.connect("ada"), await there.connect("grace")];
  for (const each of [ada, grace]) await each.emitWithAck("channel:join", { channel: "hall.1" });
  await waitFor(async () => (await here.layer.socket.members("hall.1")).length === 2);
  const news = nextEvent(grace, "news");
  await here.layer.socket.broadcast("hall.1", "news", { n: 1 });
  expect((await news)[0]).toEqual({ n: 1 });

  const again = await there.connect("ada");
  expect(await ada.emitWithAck("once")).toMatchObject({ ok: true });
  expect(await again.emitWithAck("once")).toMatchObject({ error: "too_many_requests" });
  const paid = { idempotencyKey: "order-1" };
  expect(await ada.emitWithAck("pay", paid)).toEqual(await again.emitWithAck("pay", paid));
  await there.layer.socket.close();
  expect(client.isOpen).toBe(true);
  client.destroy();
});

test.each(["redis-streams", "redis", "redis-sharded"] as const)(
  "a revocation and a ban during a gap of one node hold once it is back: %s",
  async (adapter) => {
    await using redis = await startRedis();
    await using proxy = await startTcpProxy({ port: redis.port });
    await using here = await startNode({ redis: redis.url, scale: { adapter } });
    await using there = await startNode({
      redis: `redis://127.0.0.1:${String(proxy.port)}`,
      scale: { adapter },
    });
    await together(here, there);
    const victim = await there.connect("victim");
    const member = await there.connect("member");
    await member.emitWithAck("channel:join", { channel: "hall.1" });
    proxy.refuse();
    proxy.cut();
    here.layer.socket.revoke({ userId: "victim" });
    there.banned.add("member");
    await here.layer.socket.recheckChannel("hall.{n}");
    await pause(1_700);
    expect(victim.connected).toBe(true);
    const left = nextEvent(victim, "disconnect");
    proxy.accept();
    await left;
    const room = there.server.io.of("/").adapter.rooms;
    await waitFor(() => !room.has("hall.1"));
    expect(member.connected).toBe(true);
  },
);

test("a revocation during a gap holds on PostgreSQL with a store of its own on Redis", async () => {
  await using redis = await startRedis();
  await using postgres = await startPostgres();
  await using proxy = await startTcpProxy({ port: postgres.port });
  const cutUrl = new URL(postgres.url);
  cutUrl.port = String(proxy.port);
  await using here = await startNode({ redis: redis.url, scale: { adapter: "postgres", url: postgres.url } });
  await using there = await startNode({ redis: redis.url, scale: { adapter: "postgres", url: cutUrl.href } });
  await together(here, there);
  const victim = await there.connect("victim");
  proxy.refuse();
  proxy.cut();
  const left = nextEvent(victim, "disconnect");
  here.layer.socket.revoke({ userId: "victim" });
  await pause(1_700);
  proxy.accept();
  await left;
});
