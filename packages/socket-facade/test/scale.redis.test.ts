import { createServer } from "node:http";
import { createRealtime } from "@carillon/socket-facade";
import type { Realtime, ScaleConfig } from "@carillon/socket-facade";
import { nextEvent, startRedis, startServer, waitFor } from "@carillon/socket-testing";
import type { TestServer } from "@carillon/socket-testing";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { expect, test } from "vitest";
import { silent } from "./silent.js";

interface Node extends AsyncDisposable {
  readonly layer: Realtime;
  readonly server: TestServer;
  readonly lines: string[];
}

async function startNode(scale: ScaleConfig): Promise<Node> {
  const lines: string[] = [];
  const log = (_fields: object, message = ""): void => void lines.push(message);
  const layer = createRealtime({
    logger: { ...silent, info: log, error: log },
    auth: { required: false },
    scale,
  });
  layer.route.socket("join", (socket, room: string) => socket.joinRoom(room));
  const httpServer = createServer();
  const io = layer.socket.attach(httpServer);
  await layer.socket.ready();
  const server = await startServer(undefined, { httpServer, io });
  return {
    layer,
    server,
    lines,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await layer.socket.close();
    },
  };
}

function serverCount({ server }: Node): Promise<number> {
  return server.io.of("/").adapter.serverCount();
}

test.each(["redis-streams", "redis"] as const)(
  "one line of configuration makes two nodes one: %s",
  async (adapter) => {
    await using redis = await startRedis();
    await using here = await startNode({ adapter, url: redis.url });
    await using there = await startNode({ adapter, url: redis.url });
    await waitFor(async () => (await serverCount(here)) === 2);
    const client = await there.server.connect();
    await client.emitWithAck("join", "lobby");
    const news = nextEvent(client, "news");
    await here.layer.socket.broadcast("lobby", "news", { n: 1 });
    expect(await news).toEqual([{ n: 1 }]);
  },
);

test.each(["redis-streams", "redis"] as const)(
  "what another node broadcasts goes straight to a client, in order with what its own node sends: %s",
  async (adapter) => {
    await using redis = await startRedis();
    await using here = await startNode({ adapter, url: redis.url });
    await using there = await startNode({ adapter, url: redis.url });
    await waitFor(async () => (await serverCount(here)) === 2);
    const client = await there.server.connect();
    await client.emitWithAck("join", "lobby");
    const [connection] = [...there.server.io.sockets.sockets.values()].map(
      ({ conn }) => conn as unknown as { readonly writeBuffer: readonly unknown[] },
    );
    const { writeBuffer } = connection!;
    const heard: unknown[] = [];
    client.on("news", (news) => heard.push(news));
    for (let n = 0; n < 200; n++) {
      await here.layer.socket.broadcast("lobby", "news", { n, text: "Glöckchen" });
      if (n % 10 === 0) await client.emitWithAck("join", "lobby");
    }
    await waitFor(() => heard.length === 200);
    expect(heard).toEqual(Array.from({ length: 200 }, (_, n) => ({ n, text: "Glöckchen" })));
    // Engine.IO makes a new queue whenever it has written the old one.
    expect(connection!.writeBuffer).toBe(writeBuffer);
  },
);

test("clients of your own: node-redis and ioredis", async () => {
  await using redis = await startRedis();
  const first = createClient({ url: redis.url });
  await first.connect();
  const second = new Redis(redis.port, "127.0.0.1");
  try {
    await using here = await startNode({ adapter: "redis-streams", client: first });
    await using there = await startNode({ adapter: "redis-streams", client: second });
    await waitFor(async () => (await serverCount(here)) === 2);
    const client = await here.server.connect();
    await client.emitWithAck("join", "lobby");
    const news = nextEvent(client, "news");
    await there.layer.socket.broadcast("lobby", "news", 1);
    expect(await news).toEqual([1]);
  } finally {
    first.destroy();
    second.disconnect();
  }
});

test("an outage of Redis: local clients are served at once, the others hear again afterwards", async () => {
  await using redis = await startRedis();
  await using here = await startNode({ adapter: "redis-streams", url: redis.url });
  await using there = await startNode({ adapter: "redis-streams", url: redis.url });
  await waitFor(async () => (await serverCount(here)) === 2);
  const local = await here.server.connect();
  const remote = await there.server.connect();
  for (const client of [local, remote]) await client.emitWithAck("join", "lobby");

  await redis.stop();
  await waitFor(() => here.lines.some((line) => line.startsWith("Redis is gone")));
  const during = nextEvent(local, "during");
  await here.layer.socket.broadcast("lobby", "during", 1);
  expect(await during).toEqual([1]);

  await redis.start();
  await waitFor(() => here.lines.includes("Redis is back"));
  let heard = 0;
  remote.on("after", () => heard++);
  await waitFor(async () => {
    await here.layer.socket.broadcast("lobby", "after", 1);
    return heard > 0;
  });
  expect(here.lines.filter((line) => line.startsWith("Redis is"))).toEqual([
    "Redis is gone: local clients are served, other nodes hear nothing until it is back",
    "Redis is back",
  ]);
});

test("a Redis that cannot be reached fails the boot with its address and without its password", async () => {
  await using redis = await startRedis();
  await redis.stop();
  const { socket } = createRealtime({
    logger: silent,
    scale: { adapter: "redis-streams", url: `redis://:s3cr3t@127.0.0.1:${String(redis.port)}` },
  });
  socket.attach(createServer());
  await expect(socket.ready()).rejects.toThrow(
    `Redis at 127.0.0.1:${String(redis.port)} cannot be reached: start it, or correct the URL.`,
  );
  await socket.close();
});

test("a wrong scale says what to write", () => {
  const attach = (scale: ScaleConfig) => () => createRealtime({ scale }).socket.attach(createServer());
  expect(attach({ adapter: "redis" })).toThrow('scale.adapter "redis" needs scale.url');
  expect(attach({ adapter: "redis", client: {} })).toThrow("a connected client of redis or ioredis");
  expect(attach({ adapter: "redis-stream" as "redis" })).toThrow("sockets.scale.adapter must be");
  expect(attach({ adapter: "redis", url: "here" })).toThrow("sockets.scale.url must be a URL");
});
