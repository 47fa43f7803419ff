import { tmpdir } from "node:os";
import { mkdtemp, rm } from "node:fs/promises";
import { join as joinPath } from "node:path";
import { startRedis, startServer, unhandledDuring, waitFor } from "@carillon/socket-testing";
import type { TestRedis, TestServer } from "@carillon/socket-testing";
import { createClient } from "redis";
import { describe, expect, it } from "vitest";
import { attachRooms, RedisHistoryStore } from "../src/index.js";
import type { ChannelJoined, HistoryAnswer, HistoryPosition, Rooms } from "../src/index.js";
import { identifyByAuth, keptLogger } from "./identify.js";
import { openRedis, redisClients } from "./redis-clients.js";
import type { RedisClientName } from "./redis-clients.js";

const channel = "chat.1";

describe.each(redisClients)("two servers on Redis by %s", (name) => {
  it("hand out what was published on the other one", async () => {
    await using redis = await startRedis();
    await using a = await startNode(redis, name);
    await using b = await startNode(redis, name);
    const start = await joinAt(b);
    for (const n of [1, 2]) await a.rooms.publish(channel, "said", { n });
    await b.rooms.publish(channel, "said", { n: 3 });
    const both = await Promise.all([joinAt(a, start), joinAt(b, start)]);
    for (const answer of both) {
      expect(answer).toMatchObject({ recovered: true, offset: 3 });
      expect(answer?.missed.map(({ payload }) => payload)).toEqual([1, 2, 3].map((n) => ({ n })));
    }
  });

  it("send while Redis is away, and hand out no history with a gap when it is back", async () => {
    const unhandled = await unhandledDuring(async () => {
      await using redis = await startRedis();
      await using a = await startNode(redis, name);
      await using b = await startNode(redis, name);
      const before = await joinAt(b);
      await a.rooms.publish(channel, "said", { n: 1 });
      const client = await a.server.connect({ auth: { user: "1" } });
      await client.emitWithAck("channel:join", { channel });
      const heard: unknown[] = [];
      client.on("said", (payload: unknown, position: unknown) => heard.push([payload, position]));

      // Frozen, so that it keeps all that it had: the gap is not for it to know.
      redis.pause();
      await a.rooms.publish(channel, "said", { n: 2 });
      await a.rooms.publish(channel, "said", { n: 3 });
      await waitFor(() => heard.length === 2);
      expect(heard).toEqual([2, 3].map((n) => [{ n }, { channel }]));

      redis.resume();
      await waitFor(() => a.logger.lines.some(({ text }) => text.includes("kept again")));
      expect(await joinAt(b, before)).toMatchObject({ recovered: false, missed: [] });
      const again = await joinAt(b);
      await a.rooms.publish(channel, "said", { n: 4 });
      expect((await joinAt(b, again))?.missed.map(({ payload }) => payload)).toEqual([{ n: 4 }]);
      expect(a.logger.lines.map(({ level }) => level)).toEqual(["error", "info"]);
    });
    expect(unhandled).toEqual([]);
  });

  it("start anew when Redis does, also when it remembers an older state", async () => {
    const dir = await mkdtemp(joinPath(tmpdir(), "carillon-redis-"));
    try {
      await using redis = await startRedis(["--dir", dir]);
      await using a = await startNode(redis, name);
      await using b = await startNode(redis, name);
      await a.rooms.publish(channel, "said", { n: 1 });
      const admin = createClient({ url: redis.url });
      await admin.connect();
      await admin.sendCommand(["SAVE"]);
      admin.destroy();
      await a.rooms.publish(channel, "said", { n: 2 });
      const before = await joinAt(a);
      expect(before?.offset).toBe(2);
      await redis.kill();
      await redis.start();
      // One message later the offset would be the one that the client knows.
      await a.rooms.publish(channel, "said", { n: 3 });
      const { epoch, offset } = await settled(() => joinAt(b));
      expect({ sameEpoch: epoch === before?.epoch, offset }).toEqual({ sameEpoch: false, offset: 1 });
      expect(await joinAt(b, before)).toMatchObject({ recovered: false, missed: [] });
    } finally {
      await rm(dir, { recursive: true });
    }
  });
});

it.each(["is flushed", "evicts what it kept"])(
  "hands out no part of what was published while its Redis %s",
  async (how) => {
    await using redis = await startRedis();
    await using a = await startNode(redis, "node-redis");
    const before = await joinAt(a);
    expect(before?.epoch).toMatch(/^~/);
    for (const n of [1, 2]) await a.rooms.publish(channel, "said", { n });
    const admin = createClient({ url: redis.url });
    await admin.connect();
    if (how === "is flushed") {
      await admin.flushAll();
    } else {
      await admin.configSet({ "maxmemory-policy": "volatile-lru", maxmemory: "1" });
      await expect(admin.set("any", "x")).rejects.toThrow("OOM");
      await admin.configSet("maxmemory", "0");
    }
    admin.destroy();
    await a.rooms.publish(channel, "said", { n: 3 });
    expect(await joinAt(a, before)).toMatchObject({ recovered: false, missed: [], offset: 1 });
    const now = await joinAt(a);
    await a.rooms.publish(channel, "said", { n: 4 });
    expect(await joinAt(a, now)).toMatchObject({ recovered: true, missed: [{ payload: { n: 4 } }] });
  },
);

it("a Redis that does not tell its run keeps history all the same", async () => {
  await using redis = await startRedis();
  const admin = createClient({ url: redis.url });
  await admin.connect();
  await admin.sendCommand(["ACL", "SETUSER", "default", "-info"]);
  admin.destroy();
  await using a = await startNode(redis, "node-redis");
  const start = await joinAt(a);
  await a.rooms.publish(channel, "said", { n: 1 });
  expect(await joinAt(a, start)).toMatchObject({ recovered: true, missed: [{ payload: { n: 1 } }] });
});

interface Node extends AsyncDisposable {
  readonly server: TestServer;
  readonly rooms: Rooms;
  readonly logger: ReturnType<typeof keptLogger>;
}

async function startNode(redis: TestRedis, name: RedisClientName): Promise<Node> {
  const logger = { ...keptLogger(), debug: () => undefined };
  const { client, ready, close } = openRedis(name, redis.url);
  const history = new RedisHistoryStore(client, { prefix: "test", logger });
  await ready();
  let rooms: Rooms | undefined;
  const server = await startServer((io) => {
    identifyByAuth(io);
    rooms = attachRooms(io, { history, logger });
    rooms.channel("chat.{n}", { join: () => true, history: { size: 10 } });
  });
  return {
    server,
    logger,
    rooms: rooms ?? expect.fail("not attached"),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await rooms?.close();
      close();
    },
  };
}

/** What a new client is told that was at a position before. */
async function joinAt({ server }: Node, since?: HistoryPosition): Promise<HistoryAnswer | undefined> {
  const client = await server.connect({ auth: { user: "1" } });
  const answer = (await client.emitWithAck("channel:join", { channel, since })) as { data: ChannelJoined };
  client.disconnect();
  return answer.data.history;
}

/** Clients find their way back to Redis at their own pace. */
async function settled(ask: () => Promise<HistoryAnswer | undefined>): Promise<HistoryAnswer> {
  let answer: HistoryAnswer | undefined;
  await waitFor(async () => (answer = await ask()) !== undefined);
  return answer ?? expect.fail("no history");
}
