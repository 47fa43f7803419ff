import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  connected,
  createClient as createSocketClient,
  startRedis,
  startServer,
  unhandledDuring,
  waitFor,
} from "@carillon/socket-testing";
import type { TestRedis, TestServer } from "@carillon/socket-testing";
import { createClient } from "redis";
import { describe, expect, it } from "vitest";
import { attachRooms, RedisPresenceStore } from "../src/index.js";
import type { Rooms } from "../src/index.js";
import { identifyByAuth, keptLogger } from "./identify.js";
import { PresenceModel } from "./presence-model.js";
import type { Client } from "./presence-model.js";
import { openRedis, redisClients } from "./redis-clients.js";
import type { RedisClientName } from "./redis-clients.js";

const channel = "room.1";
const leaseMs = 2_400;

describe.each(redisClients)("two nodes on Redis by %s", (name) => {
  it("show each other's users, and a user of both once", async () => {
    await using redis = await startRedis();
    await using a = await startNode(redis, name);
    await using b = await startNode(redis, name);
    const ada = await new PresenceModel(await connect(a, "1"), channel).join();
    const bob = await new PresenceModel(await connect(b, "2"), channel).join();
    await waitFor(() => ada.ids.join() === "1,2" && bob.ids.join() === "1,2");
    const tab = await new PresenceModel(await connect(b, "1"), channel).join();
    expect(tab.ids).toEqual(["1", "2"]);
    await waitFor(() => bob.members?.get("1")?.connections === 2);
    await ada.leave();
    await waitFor(() => bob.members?.get("1")?.connections === 1);
    expect(bob.log.filter((line) => line === "leave 1")).toEqual([]);
    await tab.leave();
    await waitFor(() => bob.ids.join() === "2");
    expect(await a.rooms.members(channel)).toMatchObject([{ id: "2" }]);
    await b.rooms.close();
    expect(await a.rooms.members(channel)).toEqual([]);
  });

  it("go on while Redis is away, and agree again when it is back, empty", async () => {
    const unhandled = await unhandledDuring(async () => {
      await using redis = await startRedis();
      await using a = await startNode(redis, name);
      await using b = await startNode(redis, name);
      const ada = await new PresenceModel(await connect(a, "1"), channel).join();
      const bob = await new PresenceModel(await connect(b, "2"), channel).join();
      const leaving = await connect(b, "3");
      await new PresenceModel(leaving, channel).join();
      await waitFor(() => ada.ids.join() === "1,2,3" && bob.ids.join() === "1,2,3");

      await redis.kill();
      leaving.disconnect();
      const eve = await new PresenceModel(await connect(a, "4"), channel).join();
      expect(eve.ids).toEqual(["1", "2", "3", "4"]);
      await waitFor(() => bob.ids.join() === "1,2" && ada.ids.join() === "1,2,3,4");
      await waitFor(() => a.logger.lines.some(({ level }) => level === "error"));

      await redis.start();
      await waitFor(() => [ada, bob, eve].every(({ ids }) => ids.join() === "1,2,4"));
      expect([...ada.log, ...bob.log, ...eve.log].filter((line) => /^leave [124]/.test(line))).toEqual([]);
      expect(a.logger.lines.map(({ level }) => level)).toEqual(["error", "info"]);
      const late = await new PresenceModel(await connect(b, "5"), channel).join();
      await waitFor(() => ada.ids.join() === "1,2,4,5" && late.ids.join() === "1,2,4,5");
    });
    expect(unhandled).toEqual([]);
  });
});

it("a node that was killed takes its own members along, and no others", async () => {
  await using redis = await startRedis();
  await using a = await startNode(redis, "node-redis");
  await using doomed = await forkNode(redis);
  const ada = await new PresenceModel(await connect(a, "1"), channel).join();
  const there = await Promise.all(["2", "3", "1"].map((user) => doomed.connect(user)));
  for (const client of there) await new PresenceModel(client, channel).join();
  await waitFor(() => ada.ids.join() === "1,2,3" && ada.members?.get("1")?.connections === 2);
  await new PresenceModel(await doomed.connect("4"), "room.2").join();
  expect(await a.rooms.members("room.2")).toMatchObject([{ id: "4" }]);
  await doomed.kill();
  await waitFor(() => ada.ids.join() === "1" && ada.members?.get("1")?.connections === 1, 4 * leaseMs);
  expect(ada.log).not.toContain("leave 1");
  expect(await a.rooms.members("room.2")).toEqual([]);
  expect(await a.rooms.members(channel)).toMatchObject([{ id: "1", connections: 1 }]);
  const client = createClient({ url: redis.url });
  await client.connect();
  await waitFor(async () => (await client.keys("*")).length <= 4, 6 * leaseMs);
  client.destroy();
});

it("the members of a node that stands still for longer than its lease are away meanwhile, and back when it goes on", async () => {
  await using redis = await startRedis();
  await using a = await startNode(redis, "node-redis");
  await using frozen = await forkNode(redis);
  const ada = await new PresenceModel(await connect(a, "1"), channel).join();
  const bob = await new PresenceModel(await frozen.connect("2"), channel).join();
  await waitFor(() => ada.ids.join() === "1,2");
  frozen.signal("SIGSTOP");
  await waitFor(() => ada.ids.join() === "1");
  await new PresenceModel(await connect(a, "3"), channel).join();
  frozen.signal("SIGCONT");
  await waitFor(() => [ada, bob].every(({ ids }) => ids.join() === "1,2,3"));
  expect(await a.rooms.members(channel)).toHaveLength(3);
});

it("what Redis refused to keep is written again as soon as it takes it", async () => {
  await using redis = await startRedis();
  await using a = await startNode(redis, "node-redis");
  await using b = await startNode(redis, "node-redis");
  const admin = createClient({ url: redis.url });
  await admin.connect();
  const bob = await new PresenceModel(await connect(b, "2"), channel).join();
  await waitFor(async () => (await a.rooms.members(channel)).length === 1);
  // Full: writing fails, while the lease of the node still holds.
  await admin.configSet("maxmemory", "1");
  await new PresenceModel(await connect(a, "1"), channel).join();
  await waitFor(() => a.logger.lines.some(({ text }) => text.includes("presence_redis_lost")));
  await admin.configSet("maxmemory", "0");
  admin.destroy();
  await waitFor(() => bob.ids.join() === "1,2");
  expect(await b.rooms.members(channel)).toHaveLength(2);
});

it("FLUSHALL is noticed and mended by itself", async () => {
  await using redis = await startRedis();
  await using a = await startNode(redis, "node-redis");
  await using b = await startNode(redis, "node-redis");
  const ada = await new PresenceModel(await connect(a, "1"), channel).join();
  const bob = await new PresenceModel(await connect(b, "2"), channel).join();
  await waitFor(() => ada.ids.join() === "1,2");
  const client = createClient({ url: redis.url });
  await client.connect();
  await client.flushAll();
  await waitFor(
    async () => (await a.rooms.members("room.2")).length === 0 && (await client.keys("*")).length > 2,
  );
  client.destroy();
  const eve = await new PresenceModel(await connect(b, "3"), channel).join();
  await waitFor(() => [ada, bob, eve].every(({ ids }) => ids.join() === "1,2,3"));
  expect([...ada.log, ...bob.log].filter((line) => line.startsWith("leave"))).toEqual([]);
});

it("a Redis that does not answer for a while delays no join", async () => {
  await using redis = await startRedis();
  await using a = await startNode(redis, "node-redis");
  await using b = await startNode(redis, "node-redis");
  const ada = await new PresenceModel(await connect(a, "1"), channel).join();
  const bob = await new PresenceModel(await connect(b, "2"), channel).join();
  await waitFor(() => ada.ids.join() === "1,2" && bob.ids.join() === "1,2");
  redis.pause();
  const [fresh] = await Promise.all([new PresenceModel(await connect(a, "3"), "room.2").join(), bob.leave()]);
  expect(fresh.ids).toEqual(["3"]);
  await waitFor(() => a.logger.lines.some(({ text }) => text.includes("presence_redis_lost")));
  redis.resume();
  await waitFor(() => ada.ids.join() === "1");
  expect(ada.log).not.toContain("leave 1");
});

it("strangers on the Redis channel are ignored", async () => {
  const unhandled = await unhandledDuring(async () => {
    await using redis = await startRedis();
    await using a = await startNode(redis, "node-redis");
    const ada = await new PresenceModel(await connect(a, "1"), channel).join();
    const client = createClient({ url: redis.url });
    await client.connect();
    for (const message of [
      "",
      "{",
      "null",
      "[]",
      "7",
      '{"node":"x"}',
      '{"node":"x","op":"put"}',
      '{"node":"x","op":"?"}',
      '{"node":"x","op":"put","room":"/ room.1","entry":{}}',
    ]) {
      await client.publish("{test:presence}:changes", message);
    }
    client.destroy();
    const bob = await new PresenceModel(await connect(a, "2"), channel).join();
    await waitFor(() => ada.ids.join() === "1,2" && bob.ids.join() === "1,2");
  });
  expect(unhandled).toEqual([]);
});

it("strangers' entries in Redis hide no member, and end no process", async () => {
  const unhandled = await unhandledDuring(async () => {
    await using redis = await startRedis();
    await using a = await startNode(redis, "node-redis");
    await using b = await startNode(redis, "node-redis");
    await new PresenceModel(await connect(a, "1"), channel).join();
    const client = createClient({ url: redis.url });
    await client.connect();
    const keys = await waitFor(() => client.keys("{test:presence}:entries:*"));
    const strange = [
      "",
      "{",
      "null",
      "7",
      "[]",
      "{}",
      '{"node":"x","ref":"r","userId":{},"info":1,"since":"s"}',
    ];
    for (const [at, text] of strange.entries()) await client.hSet(keys[0]!, `strange ${String(at)}`, text);
    client.destroy();
    const bob = await new PresenceModel(await connect(b, "2"), channel).join();
    await waitFor(() => bob.ids.join() === "1,2");
    expect((await b.rooms.members(channel)).map(({ id }) => id).sort()).toEqual(["1", "2"]);
  });
  expect(unhandled).toEqual([]);
});

interface Node extends AsyncDisposable {
  readonly server: TestServer;
  readonly rooms: Rooms;
  readonly logger: ReturnType<typeof keptLogger>;
}

async function startNode(redis: TestRedis, name: RedisClientName): Promise<Node> {
  const logger = keptLogger();
  const { client, ready, close } = openRedis(name, redis.url);
  const presence = new RedisPresenceStore(client, { prefix: "test", leaseMs, logger: withoutDebug(logger) });
  await ready();
  let rooms: Rooms | undefined;
  const server = await startServer((io) => {
    identifyByAuth(io);
    rooms = attachRooms(io, { presence, logger: withoutDebug(logger) });
    rooms.channel("room.{n}", { join: () => true, presence: { graceMs: 0, batchMs: 0 } });
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

function withoutDebug(logger: ReturnType<typeof keptLogger>): ReturnType<typeof keptLogger> {
  return { ...logger, debug: () => undefined };
}

function connect({ server }: Node, user: string): Promise<Client> {
  return server.connect({ auth: { user } });
}

interface ForkedNode extends AsyncDisposable {
  connect(user: string): Promise<Client>;
  signal(signal: "SIGSTOP" | "SIGCONT"): void;
  kill(): Promise<void>;
}

async function forkNode(redis: TestRedis): Promise<ForkedNode> {
  const child: ChildProcess = fork(
    new URL("presence-node.ts", import.meta.url),
    [redis.url, "test", String(leaseMs)],
    {
      cwd: new URL("..", import.meta.url),
      execArgv: ["--import", "tsx", "--conditions=@carillon/source"],
    },
  );
  const sockets: Client[] = [];
  const failed = once(child, "exit").then(() => Promise.reject(new Error("The node ended by itself.")));
  failed.catch(() => undefined);
  const [port] = (await Promise.race([once(child, "message"), failed])) as [number];
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  return {
    connect: async (user) => {
      const client = createSocketClient(`http://127.0.0.1:${String(port)}`, { auth: { user } });
      sockets.push(client);
      return connected(client);
    },
    signal: (signal) => void child.kill(signal),
    kill,
    [Symbol.asyncDispose]: async () => {
      for (const client of sockets) client.close();
      await kill();
    },
  };
}
