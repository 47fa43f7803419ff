import { nextEvent, startRedis, startServer, startTcpProxy, waitFor } from "@carillon/socket-testing";
import type { TestServer } from "@carillon/socket-testing";
import { createAdapter } from "@socket.io/redis-streams-adapter";
import { createClient } from "redis";
import { expect, it } from "vitest";
import { attachRooms } from "../src/index.js";
import type { Rooms } from "../src/index.js";
import { identifyByAuth, keptLogger } from "./identify.js";

it("recheckChannel puts out who lost the right on every node", async () => {
  const allowed = new Set(["1", "2"]);
  await using redis = await startRedis();
  await using a = await startNode(redis.url, allowed);
  await using b = await startNode(redis.url, allowed);
  await waitFor(async () => (await a.server.io.of("/").adapter.serverCount()) === 2);
  const ada = await a.server.connect({ auth: { user: "1" } });
  const bob = await b.server.connect({ auth: { user: "2" } });
  for (const client of [ada, bob]) {
    expect(await client.emitWithAck("channel:join", { channel: "orders.7" })).toMatchObject({ ok: true });
  }
  allowed.delete("2");
  const told = nextEvent(bob, "error:socket");
  expect(await a.rooms.recheckChannel("orders.{id}")).toBe(0);
  expect((await told)[0]).toMatchObject({ error: "forbidden_room", data: { channel: "orders.7" } });
  expect(b.server.io.of("/").adapter.rooms.has("orders.7")).toBe(false);
  expect(a.server.io.of("/").adapter.rooms.has("orders.7")).toBe(true);
});

it("what other nodes ask for in error is logged and has no effect", async () => {
  await using redis = await startRedis();
  await using a = await startNode(redis.url, new Set());
  await using b = await startNode(redis.url, new Set(["2"]));
  await waitFor(async () => (await a.server.io.of("/").adapter.serverCount()) === 2);
  const bob = await b.server.connect({ auth: { user: "2" } });
  await bob.emitWithAck("channel:join", { channel: "orders.7" });
  for (const pattern of ["nowhere", 7, null]) a.server.io.serverSideEmit("carillon:recheck-channel", pattern);
  await waitFor(() => b.logger.lines.length === 3);
  expect(b.logger.lines.map(({ level }) => level)).toEqual(["warn", "warn", "warn"]);
  expect(b.server.io.of("/").adapter.rooms.has("orders.7")).toBe(true);
});

it("a node that missed a re-check while it was cut off makes it good by recheckAll", async () => {
  const allowed = new Set(["1", "2", "3"]);
  await using redis = await startRedis();
  await using wire = await startTcpProxy({ port: redis.port });
  await using a = await startNode(redis.url, allowed);
  await using b = await startNode(wire.url.replace("http", "redis"), allowed);
  await waitFor(async () => (await a.server.io.of("/").adapter.serverCount()) === 2);
  const bob = await b.server.connect({ auth: { user: "2" } });
  const cora = await b.server.connect({ auth: { user: "3" } });
  for (const client of [bob, cora]) await client.emitWithAck("channel:join", { channel: "orders.7" });
  wire.refuse();
  wire.cut();
  allowed.delete("2");
  await a.rooms.recheckChannel("orders.{id}");
  expect(b.server.io.of("/").adapter.rooms.get("orders.7")?.size).toBe(2);
  const told = nextEvent(bob, "error:socket");
  // It asks the rules, not the other nodes: the link need not be back.
  expect(await b.rooms.recheckAll()).toBe(1);
  expect((await told)[0]).toMatchObject({ error: "forbidden_room", data: { channel: "orders.7" } });
  expect([...(b.server.io.of("/").adapter.rooms.get("orders.7") ?? [])]).toEqual([cora.id]);
});

interface Node extends AsyncDisposable {
  readonly server: TestServer;
  readonly rooms: Rooms;
  readonly logger: ReturnType<typeof keptLogger>;
}

async function startNode(url: string, allowed: ReadonlySet<string>): Promise<Node> {
  const client = createClient({ url });
  client.on("error", () => undefined);
  await client.connect();
  const logger = keptLogger();
  let rooms: Rooms | undefined;
  const server = await startServer(
    (io) => {
      identifyByAuth(io);
      rooms = attachRooms(io, { logger });
      rooms.channel("orders.{id}", ({ userId }) => allowed.has(userId ?? ""));
    },
    { options: { adapter: createAdapter(client, { blockTimeInMs: 50 }) } },
  );
  return {
    server,
    logger,
    rooms: rooms ?? expect.fail("not attached"),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      client.destroy();
    },
  };
}
