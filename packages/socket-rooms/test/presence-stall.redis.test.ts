import { startRedis, startServer, startTcpProxy, waitFor } from "@carillon/socket-testing";
import type { TestServer } from "@carillon/socket-testing";
import { setTimeout as pause } from "node:timers/promises";
import { expect, it } from "vitest";
import { attachRooms, RedisPresenceStore } from "../src/index.js";
import type { Rooms } from "../src/index.js";
import { identifyByAuth, keptLogger } from "./identify.js";
import { PresenceModel } from "./presence-model.js";
import { openRedis, redisClients } from "./redis-clients.js";

it.each(redisClients)(
  "presence is complete after Redis stalled for 3 s while members joined: %s",
  async (name) => {
    await using redis = await startRedis();
    await using wire = await startTcpProxy({ port: redis.port });
    await using far = await startNode(name, redis.url);
    await using near = await startNode(name, wire.url.replace("http", "redis"));
    const join = async (node: Node, channel: string, user: string): Promise<PresenceModel> =>
      new PresenceModel(await node.server.connect({ auth: { user } }), channel).join();
    const first = await join(far, "room.1", "1");
    const early = await join(near, "room.2", "2");
    // Once its subscription is heard and a command behind that has been answered, nothing is listed again but for the stall.
    const sixth = await join(far, "room.2", "6");
    await waitFor(() => early.ids.includes("6"));
    await sixth.leave();
    await waitFor(() => early.ids.join() === "2");
    await near.rooms.members("room.9");

    wire.freeze();
    const stalled = performance.now();
    // A room that the cut-off node has not listed yet, and one that it has.
    const [late, third] = await Promise.all([join(near, "room.1", "3"), join(near, "room.2", "4")]);
    expect(late.ids).toEqual(["3"]);
    const fifth = await join(far, "room.2", "5");
    await pause(Math.max(0, 3_000 - (performance.now() - stalled)));
    wire.resume();

    await waitFor(() => late.ids.join() === "1,3");
    await waitFor(() => first.ids.join() === "1,3");
    for (const model of [early, third, fifth]) await waitFor(() => model.ids.join() === "2,4,5");
    expect(near.lines().filter((text) => text.includes("presence_store_unavailable"))).toHaveLength(1);
  },
);

interface Node extends AsyncDisposable {
  readonly server: TestServer;
  readonly rooms: Rooms;
  lines(): string[];
}

async function startNode(name: (typeof redisClients)[number], url: string): Promise<Node> {
  const logger = keptLogger();
  const { client, ready, close } = openRedis(name, url);
  // A lease longer than the stall, so that it is not the end of a lease that mends it.
  const presence = new RedisPresenceStore(client, { prefix: "test", leaseMs: 60_000, logger });
  await ready();
  let rooms: Rooms | undefined;
  const server = await startServer((io) => {
    identifyByAuth(io);
    rooms = attachRooms(io, { presence, logger });
    rooms.channel("room.{n}", { join: () => true, presence: { graceMs: 0, batchMs: 0 } });
  });
  return {
    server,
    rooms: rooms ?? expect.fail("not attached"),
    lines: () => logger.lines.map(({ text }) => text),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await rooms?.close();
      close();
    },
  };
}
