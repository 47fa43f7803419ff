import { createServer } from "node:http";
import { setTimeout as pace } from "node:timers/promises";
import { createRealtime } from "@carillon/socket-facade";
import type { Realtime, ScaleConfig } from "@carillon/socket-facade";
import { RedisPresenceStore } from "@carillon/socket-rooms";
import { nextEvent, startRedis, startServer, unhandledDuring, waitFor } from "@carillon/socket-testing";
import type { TestRedis, TestServer } from "@carillon/socket-testing";
import { Redis } from "ioredis";
import { createClient } from "redis";
import type { Socket as Client } from "socket.io-client";
import { describe, expect, onTestFinished, test } from "vitest";
import { silent } from "./silent.js";

interface Node extends AsyncDisposable {
  readonly layer: Realtime;
  readonly server: TestServer;
  /** What was logged about Redis and the messages between the nodes. */
  readonly lines: string[];
}

async function startNode(scale: ScaleConfig, presence?: RedisPresenceStore): Promise<Node> {
  const lines: string[] = [];
  const log = (_fields: object, message = ""): void => {
    if (/Redis|message/.test(message)) lines.push(message);
  };
  const layer = createRealtime({
    logger: { ...silent, info: log, warn: log, error: log },
    scale,
    ...(presence && { rooms: { presence } }),
  });
  layer.socket.guard("api", ({ token }) => ({ user: { id: token }, id: token }));
  layer.socket.use("auth:socket");
  layer.route.socket("join", (socket, room: string) => socket.joinRoom(room));
  layer.route.channel("hall.{n}", { join: () => true, presence: true });
  const httpServer = createServer();
  const io = layer.socket.attach(httpServer);
  await layer.socket.ready();
  const server = await startServer(undefined, { httpServer, io });
  return {
    layer,
    server,
    lines,
    async [Symbol.asyncDispose]() {
      await layer.socket.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Two nodes with a client in the lobby of each. */
async function pair(
  scale: ScaleConfig,
): Promise<AsyncDisposable & { here: Node; there: Node; local: Client; remote: Client }> {
  const here = await startNode(scale);
  const there = await startNode(scale);
  await waitFor(async () => (await here.server.io.of("/").adapter.serverCount()) === 2);
  const local = await here.server.connect({ auth: { token: "1" } });
  const remote = await there.server.connect({ auth: { token: "2" } });
  for (const client of [local, remote]) await client.emitWithAck("join", "lobby");
  return {
    here,
    there,
    local,
    remote,
    async [Symbol.asyncDispose]() {
      await here[Symbol.asyncDispose]();
      await there[Symbol.asyncDispose]();
    },
  };
}

/** Sends to the lobby and waits for the client of the same node, one after the other, for a while. */
async function serveLocally({ here, local }: { here: Node; local: Client }, ms: number): Promise<number> {
  const end = performance.now() + ms;
  let served = 0;
  while (performance.now() < end) {
    const heard = nextEvent(local, "tick");
    await here.layer.socket.broadcast("lobby", "tick", ++served);
    expect(await heard).toEqual([served]);
    await pace(10);
  }
  return served;
}

/** Waits until the other node's clients hear again. */
async function back({ here, remote }: { here: Node; remote: Client }): Promise<void> {
  let heard = 0;
  remote.on("back", () => heard++);
  await waitFor(async () => {
    await here.layer.socket.broadcast("lobby", "back");
    return heard > 0;
  });
}

const gone = "Redis is gone: local clients are served, other nodes hear nothing until it is back";
const adapters = ["redis-streams", "redis"] as const;

describe.each(adapters)("outages, %s", (adapter) => {
  test.each([
    [
      "killed for three seconds",
      3_000,
      (redis: TestRedis) => redis.kill(),
      (redis: TestRedis) => redis.start(),
    ],
    [
      "frozen for ten seconds",
      10_000,
      async (redis: TestRedis) => redis.pause(),
      async (redis: TestRedis) => redis.resume(),
    ],
  ])(
    "%s: own clients are served, the others hear again, one line for each change",
    async (_name, ms, take, give) => {
      await using redis = await startRedis();
      await using nodes = await pair({ adapter, url: redis.url });
      const unhandled = await unhandledDuring(async () => {
        await take(redis);
        expect(await serveLocally(nodes, ms)).toBeGreaterThan(10);
        await give(redis);
        await back(nodes);
      });
      expect(unhandled).toEqual([]);
      for (const { lines } of [nodes.here, nodes.there]) {
        await waitFor(() => lines.length === 2);
        expect(lines).toEqual([gone, "Redis is back"]);
      }
    },
  );

  test("FLUSHALL takes nothing from the nodes", async () => {
    await using redis = await startRedis();
    await using nodes = await pair({ adapter, url: redis.url });
    const admin = await createClient({ url: redis.url }).connect();
    await admin.flushAll();
    admin.destroy();
    await back(nodes);
  });

  test.each([
    ["down", (redis: TestRedis) => redis.stop()],
    ["frozen", (redis: TestRedis) => void redis.pause()],
  ])("a node ends in good order while Redis is %s", async (_name, take) => {
    await using redis = await startRedis();
    await using nodes = await pair({ adapter, url: redis.url });
    await take(redis);
    const left = nextEvent(nodes.local, "disconnect");
    const begun = performance.now();
    const unhandled = await unhandledDuring(() => nodes.here.layer.socket.drain());
    expect(performance.now() - begun).toBeLessThan(30_000);
    expect(unhandled).toEqual([]);
    expect((await left)[0]).toBe("transport close");
    redis.resume();
  });

  test("a wrong password fails the boot, and is not told", async () => {
    await using redis = await startRedis();
    const admin = await createClient({ url: redis.url }).connect();
    await admin.configSet("requirepass", "r1ght");
    admin.destroy();
    const { socket } = createRealtime({
      logger: silent,
      scale: { adapter, url: `redis://:wr0ng@127.0.0.1:${String(redis.port)}` },
    });
    socket.attach(createServer());
    const failure = await socket.ready().catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({ message: expect.stringContaining("cannot be reached") as string });
    expect(String(failure)).not.toContain("wr0ng");
    await socket.close();
  });

  test("a Redis that is frozen at boot holds up no end", async () => {
    await using redis = await startRedis();
    redis.pause();
    const { socket } = createRealtime({ logger: silent, scale: { adapter, url: redis.url } });
    socket.attach(createServer());
    const ready = expect(socket.ready()).rejects.toThrow("cannot be reached");
    await socket.drain();
    await ready;
    redis.resume();
  });
});

test.each([
  ...adapters.map((adapter) => [adapter, "node-redis"] as const),
  ...adapters.map((adapter) => [adapter, "ioredis"] as const),
])("messages that no node sent are ignored, with one line: %s by %s", async (adapter, library) => {
  await using redis = await startRedis();
  const own = library === "ioredis" ? new Redis(redis.port, "127.0.0.1") : undefined;
  onTestFinished(() => own?.disconnect());
  await using nodes = await pair(own ? { adapter, client: own } : { adapter, url: redis.url });
  const mallory = await createClient({ url: redis.url }).connect();
  const unhandled = await unhandledDuring(async () => {
    for (const channel of [
      "socket.io#/#",
      "socket.io#/#lobby#",
      "socket.io-request#/#",
      "socket.io-response#/#",
    ]) {
      for (const message of [...garbage, ...requests]) await mallory.publish(channel, message);
    }
    for (const entry of entries) await mallory.xAdd("socket.io", "*", entry);
    await back(nodes);
  });
  mallory.destroy();
  expect(unhandled).toEqual([]);
  expect([nodes.local.connected, nodes.remote.connected]).toEqual([true, true]);
  expect(nodes.there.lines).toEqual(["A message between the nodes cannot be understood and is ignored"]);
});

/** Text, and bytes that are MessagePack: nil, an empty array and a map, a broadcast without rooms. */
const garbage: (string | Buffer)[] = [
  "",
  "garbage",
  "{",
  Buffer.from([0xc1]),
  Buffer.from([0xc0]),
  Buffer.from([0x90]),
  Buffer.from([0x80]),
  Buffer.from([0x93, 0xa1, 0x78, 0x81, 0xa3, 0x6e, 0x73, 0x70, 0xa1, 0x2f, 0xc0]),
];
/** Requests of the pub/sub adapter whose fields are missing. */
const requests = Array.from({ length: 12 }, (_, type) => JSON.stringify({ type, requestId: "1" }));
/** Entries of the stream whose fields are missing or wrong. */
const entries: Record<string, string>[] = [
  { any: "thing" },
  { nsp: "/" },
  { nsp: "/", type: "3", data: "garbage" },
  { nsp: "/", type: "3", data: "{" },
  { nsp: "/nowhere", uid: "x", type: "3", data: "{}" },
  ...Array.from({ length: 14 }, (_, type) => ({ nsp: "/", uid: "x", type: String(type), data: "{}" })),
  { nsp: "/", uid: "x", type: "3", data: '{"packet":null,"opts":{"rooms":null,"except":7}}' },
];

test("revocations, re-checks and presence take nothing from a stranger but what a node can say", async () => {
  await using redis = await startRedis();
  const client = await createClient({ url: redis.url }).connect();
  await using node = await startNode({ adapter: "redis", url: redis.url }, new RedisPresenceStore(client));
  const ada = await node.server.connect({ auth: { token: "1" } });
  await ada.emitWithAck("channel:join", { channel: "hall.1" });
  await using stranger = await startNode({ adapter: "redis", url: redis.url });
  await waitFor(async () => (await node.server.io.of("/").adapter.serverCount()) === 2);
  const said = [[], {}, { userId: null }, { userId: {} }, { sessionId: 7 }, { userId: "3" }];
  const unhandled = await unhandledDuring(async () => {
    for (const target of said) stranger.server.io.serverSideEmit("carillon:auth:revoke", target);
    for (const revocations of [undefined, null, 7, {}, "", said])
      stranger.server.io.serverSideEmit("carillon:auth:revocations", { revocations });
    for (const pattern of [undefined, null, 7, {}, [], "", "(", "no.{such}", "x".repeat(100_000)])
      stranger.server.io.serverSideEmit("carillon:recheck-channel", pattern);
    for (const message of [
      "",
      "garbage",
      "{}",
      "null",
      "[]",
      '{"node":"x","op":"put"}',
      '{"op":"put","room":"/ hall.1","entry":null}',
      '{"op":"remove"}',
      '{"op":"sync"}',
    ]) {
      await client.publish("{carillon:presence}:changes", message);
    }
    const bob = await node.server.connect({ auth: { token: "2" } });
    await bob.emitWithAck("channel:join", { channel: "hall.1" });
    await waitFor(async () => (await node.layer.socket.members("hall.1")).length === 2);
  });
  expect(unhandled).toEqual([]);
  expect(ada.connected).toBe(true);
  expect((await node.layer.socket.members("hall.1")).map(({ id }) => id).sort()).toEqual(["1", "2"]);
  await node.layer.socket.close();
  client.destroy();
});
