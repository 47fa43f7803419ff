import { createRealtime } from "@carillon/socket-facade";
import type { Realtime, SocketsConfig } from "@carillon/socket-facade";
import { RedisHistoryStore, RedisPresenceStore } from "@carillon/socket-rooms";
import { nextEvent, startRedis, startServer, unhandledDuring, waitFor } from "@carillon/socket-testing";
import type { TestRedis, TestServer } from "@carillon/socket-testing";
import { createServer } from "node:http";
import { Redis } from "ioredis";
import { createClient } from "redis";
import type { Socket as Client } from "socket.io-client";
import { describe, expect, test } from "vitest";
import { silent } from "./silent.js";

interface Node extends AsyncDisposable {
  readonly layer: Realtime;
  readonly server: TestServer;
}

/** A node whose clients have their token as their id. */
async function startNode(config: SocketsConfig): Promise<Node> {
  const layer = createRealtime({ logger: silent, ...config });
  layer.socket.guard("api", ({ token }) => ({ user: { id: token }, id: token }));
  layer.socket.use("auth:socket");
  for (const namespace of ["/", "/admin"]) {
    layer.route.socketGroup({ namespace }, () => {
      layer.route.socket("join", (socket, room: string) => socket.joinRoom(room, { force: true }));
    });
  }
  layer.route.channel("feed.{n}", { join: () => true, history: { size: 10, ttlMs: 60_000 } });
  layer.route.channel("hall.{n}", { join: () => true, presence: true });
  const httpServer = createServer();
  const io = layer.socket.attach(httpServer);
  await layer.socket.ready();
  const server = await startServer(undefined, { httpServer, io });
  return {
    layer,
    server,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await layer.socket.close();
    },
  };
}

describe.each(["redis-streams", "redis"] as const)("without a server, %s", (adapter) => {
  describe.each(["/", "/admin"])("namespace %s", (namespace) => {
    test("the facade's calls reach the clients of every node", async () => {
      await using redis = await startRedis();
      const scale = { adapter, url: redis.url };
      await using here = await startNode({ scale });
      await using there = await startNode({ scale });
      await waitFor(async () => (await here.server.io.of(namespace).adapter.serverCount()) === 2);
      const connect = (node: Node, token: string) => node.server.connect({ namespace, auth: { token } });
      const clients = [await connect(here, "1"), await connect(there, "2")] as const;
      for (const client of clients) await client.emitWithAck("join", "lobby");

      const { socket } = createRealtime({ logger: silent, scale });
      await socket.connectEmitter();
      const from = namespace === "/" ? socket : socket.of(namespace);
      const heard = clients.map((client) => everything(client));
      await from.broadcast("lobby", "a", { n: 1 });
      await from.toRoom("lobby").except("users.2").emit("b", 2);
      await from.emitTo("2", "c", 3);
      await from.toUser(1).emit("d", Buffer.from("bytes"));
      from.to("lobby").except("users.1").emit("e", 5);
      await socket.afterCommit(async () => {
        await from.emit("f", "committed");
      });
      await socket
        .afterCommit(() => from.emit("g").then(() => Promise.reject(new Error("rolled back"))))
        .catch(() => undefined);
      // A connection that still writes drops what is volatile.
      let volatile = 0;
      await waitFor(async () => {
        await from.toRoom(["lobby", "users.1"]).volatile.emit("h", ++volatile);
        return heard.every((events) => events.some(([event]) => event === "h"));
      });
      await from.emit("last");
      await waitFor(() => heard.every((events) => events.some(([event]) => event === "last")));
      const all = [["f", "committed"], ["h"], ["last"]];
      const [first, second] = heard.map((events) => firstOf("h", events));
      expect(first).toEqual([["a", { n: 1 }], ["b", 2], ["d", Buffer.from("bytes")], ...all]);
      expect(second).toEqual([["a", { n: 1 }], ["c", 3], ["e", 5], ...all]);

      // A process that hears nothing is none of the nodes.
      expect(await here.server.io.of(namespace).adapter.serverCount()).toBe(2);
      await socket.close();
    });
  });

  test("revoke ends a user's sessions on every node", async () => {
    await using redis = await startRedis();
    const scale = { adapter, url: redis.url };
    await using node = await startNode({ scale });
    const client = await node.server.connect({ auth: { token: "1" } });
    const left = nextEvent(client, "disconnect");
    const { socket } = createRealtime({ logger: silent });
    await socket.connectEmitter(scale);
    expect(socket.revoke({ userId: 1 })).toBe(0);
    expect((await left)[0]).toBe("io server disconnect");
    await socket.close();
  });

  test("what was sent is in Redis when the call resolves, and close leaves nothing running", async () => {
    await using redis = await startRedis();
    const { socket } = createRealtime({ logger: silent });
    await socket.connectEmitter({ adapter, url: redis.url });
    await redis.stop();
    await redis.start();
    await socket.emit("news");
    const written = await commandsOf(redis);
    expect(written).toMatch(adapter === "redis" ? /cmdstat_publish/ : /cmdstat_xadd/);
    await socket.close();
    await waitFor(async () => (await infoOf(redis, "clients")).includes("connected_clients:1\r"));
  });

  test("a Redis that hangs fails the broadcast after five seconds, and holds up no close", async () => {
    await using redis = await startRedis();
    const { socket } = createRealtime({ logger: silent });
    await socket.connectEmitter({ adapter, url: redis.url });
    redis.pause();
    const unhandled = await unhandledDuring(async () => {
      await expect(socket.toRoom("lobby").throwOnError().emit("news")).rejects.toThrow(
        "Redis did not confirm the event",
      );
      await socket.close();
    });
    expect(unhandled).toEqual([]);
  });
});

test.each(["node-redis", "ioredis"])("a connected client of %s is enough, and stays open", async (kind) => {
  await using redis = await startRedis();
  await using node = await startNode({ scale: { adapter: "redis-streams", url: redis.url } });
  const client = await node.server.connect({ auth: { token: "1" } });
  const own =
    kind === "ioredis"
      ? new Redis(redis.port, "127.0.0.1")
      : await createClient({ url: redis.url }).connect();
  const { socket } = createRealtime({ logger: silent });
  await socket.connectEmitter(own);
  const news = nextEvent(client, "news");
  await socket.toUser("1").emit("news", 1);
  expect(await news).toEqual([1]);
  await socket.close();
  expect(own instanceof Redis ? await own.ping() : await own.ping()).toBe("PONG");
  if (own instanceof Redis) own.disconnect();
  else own.destroy();
});

test("a channel with history keeps what a worker sends, where both have the store", async () => {
  await using redis = await startRedis();
  const store = await createClient({ url: redis.url }).connect();
  const scale = { adapter: "redis-streams", url: redis.url } as const;
  const rooms = { history: new RedisHistoryStore(store) };
  await using node = await startNode({ scale, rooms });
  const client = await node.server.connect({ auth: { token: "1" } });
  const joined = (await client.emitWithAck("channel:join", { channel: "feed.1" })) as {
    data: { history: object };
  };

  const { socket, route } = createRealtime({ logger: silent, scale, rooms });
  route.channel("feed.{n}", { join: () => true, history: { size: 10, ttlMs: 60_000 } });
  await socket.connectEmitter();
  const live = nextEvent(client, "post");
  await socket.broadcast("feed.1", "post", { n: 1 });
  expect(await live).toEqual([{ n: 1 }, expect.objectContaining({ channel: "feed.1" })]);
  const { epoch, offset } = joined.data.history as { epoch: string; offset: number };
  const again = await node.server.connect({ auth: { token: "1" } });
  expect(
    await again.emitWithAck("channel:join", { channel: "feed.1", since: { epoch, offset } }),
  ).toMatchObject({
    data: { history: { recovered: true, missed: [{ event: "post" }] } },
  });
  await socket.close();
  store.destroy();
});

test("a worker knows who is there, where presence is kept in Redis", async () => {
  await using redis = await startRedis();
  const scale = { adapter: "redis-streams", url: redis.url } as const;
  const [there, here] = [createClient({ url: redis.url }), createClient({ url: redis.url })];
  for (const client of [there, here]) await client.connect();
  await using node = await startNode({ scale, rooms: { presence: new RedisPresenceStore(there) } });
  const client = await node.server.connect({ auth: { token: "1" } });
  await client.emitWithAck("channel:join", { channel: "hall.1" });
  const { socket } = createRealtime({
    logger: silent,
    scale,
    rooms: { presence: new RedisPresenceStore(here) },
  });
  await socket.connectEmitter();
  expect(await socket.members("hall.1")).toMatchObject([{ id: "1" }]);
  await socket.close();
  await node.layer.socket.close();
  for (const each of [there, here]) each.destroy();
});

test("what needs a server says so, and nothing is attached twice", async () => {
  await using redis = await startRedis();
  const lines: unknown[] = [];
  const { socket } = createRealtime({
    logger: { ...silent, error: ({ err }: { err?: Error }) => void lines.push(err?.message) },
  });
  const connecting = socket.connectEmitter({ url: redis.url });
  expect(() => socket.toRoom("lobby")).toThrow(
    "The emitter is not connected yet: await Socket.connectEmitter(...) first.",
  );
  await connecting;
  for (const call of [() => socket.io(), () => void socket.of("/").toRoom("")])
    expect(call).toThrow(/needs a server|non-empty string/);
  await expect(socket.recheckChannel("feed.{n}")).rejects.toThrow(
    "This needs a server, and this process has none: it is connected by connectEmitter.",
  );
  await expect(socket.members("lobby")).rejects.toThrow(
    "members() without rooms.presence or redis needs a server",
  );
  await expect(socket.ready()).rejects.toThrow("This needs a server");
  await expect(socket.toRoom("lobby").timeout(100).emitWithAck("who")).rejects.toThrow(
    "emitWithAck needs a server: this process is connected by connectEmitter and hears no answers.",
  );
  const request = { headers: { "x-socket-id": "abc" }, user: { id: 1 } };
  await expect(socket.toRoom("lobby").toOthers(request).throwOnError().emit("news")).rejects.toThrow(
    "needs a server",
  );
  await socket.toRoom("lobby").toOthers(request).emit("news");
  expect(lines).toEqual([expect.stringContaining("needs a server")]);
  expect(() => socket.attach(0)).toThrow("attached already");
  await expect(socket.connectEmitter({ url: redis.url })).rejects.toThrow("attached already");
  await socket.drain();
  expect(() => socket.toRoom("lobby")).toThrow("Sockets are not attached yet");
});

test("a connection that reaches no other process is refused with what to write", async () => {
  const { socket } = createRealtime({ logger: silent });
  await expect(socket.connectEmitter({ adapter: "cluster" })).rejects.toThrow(
    'An emitter cannot use the adapter "cluster"',
  );
  await expect(socket.connectEmitter({ adapter: "memory" })).rejects.toThrow(
    'use "redis-streams", "redis-sharded" or "redis" on every node and here',
  );
  await expect(socket.connectEmitter({ adaptor: "redis" } as never)).rejects.toThrow(
    'did you mean "adapter"',
  );
  await expect(socket.connectEmitter()).rejects.toThrow("needs scale.url");
  const redis = await startRedis();
  await redis[Symbol.asyncDispose]();
  await expect(socket.connectEmitter({ url: redis.url })).rejects.toThrow("cannot be reached");
  expect(() => socket.toRoom("lobby")).toThrow("Sockets are not attached yet");
});

function everything(client: Client): unknown[][] {
  const heard: unknown[][] = [];
  client.onAny((...event: unknown[]) => heard.push(event));
  return heard;
}

/** What was heard, with only the first of the events of one name; none of them came twice. */
function firstOf(name: string, heard: readonly unknown[][]): unknown[][] {
  const [first, ...later] = heard.filter(([event]) => event === name);
  expect(later).not.toContainEqual(first);
  return heard.filter((each) => !later.includes(each)).map((each) => (each === first ? [name] : each));
}

async function infoOf(redis: TestRedis, section: string): Promise<string> {
  const client = await createClient({ url: redis.url }).connect();
  try {
    return await client.info(section);
  } finally {
    client.destroy();
  }
}

const commandsOf = (redis: TestRedis): Promise<string> => infoOf(redis, "commandstats");
