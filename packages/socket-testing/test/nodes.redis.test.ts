import { createRealtime, Socket } from "@carillon/socket-facade";
import { describe, expect, test } from "vitest";
import { startRedis, testRealtime, waitFor } from "../src/index.js";
import type { TestRedis } from "../src/index.js";

const ada = { id: 42, name: "Ada" };
const bob = { id: 7, name: "Bob" };

/** A layer whose nodes meet in Redis. */
function layer(redis: TestRedis) {
  const { route, socket } = createRealtime({ redis: redis.url });
  socket.guard("api", () => null);
  socket.use("auth:socket");
  route.channel("orders.{id}", { join: () => true, presence: true, history: { size: 10, ttlMs: 60_000 } });
  route.socket("once", () => "done", { middleware: "throttle:1,1m" });
  route.socket("ship", async (_socket, payload) => {
    await Socket.broadcast("orders.7", "order:shipped", payload as object);
  });
  return socket;
}

describe.each(["memory", "port"] as const)("two nodes that meet in Redis, clients by %s", (network) => {
  test("are one server: broadcasts, presence, counters, history and revocations reach both", async () => {
    await using redis = await startRedis();
    await using t = await testRealtime({ network, manager: layer(redis) });
    const [one, two] = await t.nodes(2);
    await waitFor(async () => (await two!.io.of("/").adapter.serverCount()) === 2);
    const first = await one!.as(ada).connect();
    const second = await two!.as(bob).connect();
    const channel = await first.join("orders.7");
    await second.join("orders.7");
    await waitFor(() => channel.presence.count() === 2);

    await second.expect("ship", { id: 1 }).toReply();
    await first.assertReceived("order:shipped", { id: 1 });
    expect(t.sent.find(({ event }) => event === "order:shipped")?.node).toBe("node 2");

    const again = await two!.as(ada).connect();
    await first.expect("once").toReply("done");
    await again.expect("once").toFail({ code: "too_many_requests" });

    await t.cut(first);
    await second.expect("ship", { id: 2 }).toReply();
    t.restore(first);
    await first.online();
    await first.assertReceived("order:shipped", { id: 2 });

    one!.socket.revoke({ userId: bob.id });
    await t.assertDisconnected(second, "revoked");
    await t.refuteDisconnected(first);
  });

  test("a client of a node that is killed comes back on the other one, and misses nothing", async () => {
    await using redis = await startRedis();
    await using t = await testRealtime({ network, manager: layer(redis) });
    const [one, two] = await t.nodes(2);
    await waitFor(async () => (await one!.io.of("/").adapter.serverCount()) === 2);
    const first = await one!.as(ada).connect();
    const second = await two!.as(bob).connect();
    await first.join("orders.7");
    await second.join("orders.7");
    await t.kill(two!);
    await first.expect("ship", { id: 3 }).toReply();
    await second.online();
    await second.assertReceived("order:shipped", { id: 3 });
    await t.assertJoined(bob, "orders.7");
  });
});
