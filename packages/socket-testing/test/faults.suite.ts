import { describe, expect, test } from "vitest";
import { Socket } from "@carillon/socket-facade";
import { testRealtime, waitFor } from "../src/index.js";
import { contract } from "./application.js";

const ada = { id: 42, name: "Ada" };
const bob = { id: 7, name: "Bob" };

/** What can be moved and broken in a test, on either network. */
export function faultsSuite(network: "memory" | "port"): void {
  const start = () => testRealtime({ network, contract });

  describe("the clock", () => {
    test("opens a throttle again", async () => {
      await using t = await start();
      const client = await t.as(ada).connect();
      await client.expect("ping").toReply("pong");
      await client.expect("ping").toReply("pong");
      await client.expect("ping").toFail({ code: "too_many_requests" });
      await t.clock.advance("1m");
      await client.expect("ping").toReply("pong");
    });

    test("ends a handler's deadline", async () => {
      await using t = await start();
      const client = await t.as(ada).connect();
      const slow = client.expect("orders:slow");
      await t.assertSent("user:pinged");
      await t.clock.advance("30s");
      await slow.toFail({ code: "timeout", status: 504 });
    });

    test("ends an identity, after a warning", async () => {
      await using t = await start();
      const client = await t.as(ada, { expiresAt: t.clock.now() + 60_000 }).connect();
      await t.clock.advance("49s");
      await client.refuteReceived("auth:expiring");
      await t.clock.advance("2s");
      await client.assertReceived("auth:expiring");
      await t.refuteDisconnected(client);
      await t.clock.advance("10s");
      await t.assertDisconnected(client, "token_expired");
    });

    test("ends a grace period", async () => {
      await using t = await start();
      const [first, second] = await Promise.all([t.as(ada).connect(), t.as(bob).connect()]);
      await first.join("orders.7");
      const channel = await second.join("orders.7");
      await first.close();
      await t.settled();
      expect(channel.presence.count()).toBe(2);
      await t.clock.advance("5s");
      await second.assertReceived("presence:leave");
      expect(channel.presence.count()).toBe(1);
    });
  });

  describe("a cut", () => {
    test("ends the connection at both ends, and the client comes back when it is over", async () => {
      await using t = await start();
      const [first, second] = await Promise.all([t.as(ada).connect(), t.as(bob).connect()]);
      await first.join("orders.7");
      await t.cut(first, { forMs: "1m" });
      await t.assertDisconnected(first, "network");
      await t.refuteJoined(first, "orders.7");
      await t.refuteDisconnected(second);
      await Socket.broadcast("orders.7", "order:updated", { id: 7, status: "missed" });
      await t.clock.advance("1m");
      await first.online();
      await first.assertReceived("order:updated", { status: "missed" });
      await t.assertJoined(ada, "orders.7");
    });

    test("is what a client is gone for also while it tries again", async () => {
      let asked = 0;
      const token = (): null | Promise<never> => (++asked === 1 ? null : new Promise(() => undefined));
      await using t = await testRealtime({ network, contract, client: { token } });
      const client = await t.as(ada).connect();
      await t.cut(client);
      await waitFor(() => asked === 2);
      expect(client.client.status.getSnapshot().is).toBe("connecting");
      await t.assertDisconnected(client, "network");
      await expect(t.refuteDisconnected(client)).rejects.toThrow("is not because of network");
    });

    test("lets what is queued offline expire", async () => {
      await using t = await start();
      const client = await t.as(ada).connect();
      await t.cut(client);
      const queued = client.client.try("ping", undefined, { offline: { queue: 5, expireMs: 60_000 } });
      await t.clock.advance("1m");
      expect(await queued).toMatchObject({ ok: false, error: { code: "timeout" } });
    });

    test("lasts until it is restored", async () => {
      await using t = await start();
      const client = await t.as(ada).connect();
      await t.cut(client);
      await client.expect("ping").toFail({ code: "offline" });
      t.restore(client);
      await client.online();
      await client.expect("ping").toReply("pong");
    });
  });

  describe("several nodes", () => {
    test("are one server: broadcasts, presence, revocations and history reach all of them", async () => {
      await using t = await start();
      const [one, two] = await t.nodes(2);
      const first = await one!.as(ada).connect();
      const second = await two!.as(bob).connect();
      const channel = await first.join("orders.7");
      await second.join("orders.7");
      await waitFor(() => channel.presence.count() === 2);
      await second.expect("orders:ship", { id: 7 }).toReply();
      await first.assertReceived("order:updated", { by: "Bob" });
      expect(t.sent.find(({ event }) => event === "order:updated")?.node).toBe("node 2");
      one!.socket.revoke({ userId: bob.id });
      await t.assertDisconnected(second, "revoked");
    });

    test("one that is killed leaves ghosts until its lease ends, and its clients come back elsewhere", async () => {
      await using t = await start();
      const nodes = await t.nodes(2);
      const first = await nodes[0]!.as(ada).connect();
      const second = await nodes[1]!.as(bob).connect();
      const channel = await first.join("orders.7");
      const gone = await second.join("orders.7");
      await first.assertReceived("presence:join");
      expect(gone.presence.count()).toBe(2);
      await t.kill(nodes[1]!);
      expect(nodes[1]!.isAlive).toBe(false);
      await second.online();
      await t.assertJoined(bob, "orders.7");
      expect(channel.presence.count()).toBe(2);
      await second.close();
      await t.clock.advance("14s");
      await t.settled();
      expect(channel.presence.count()).toBe(2);
      await t.clock.advance("6s");
      await first.assertReceived("presence:leave");
      expect(channel.presence.count()).toBe(1);
    });

    test("cannot be added once a client has connected", async () => {
      await using t = await start();
      await t.as(ada).connect();
      await expect(t.nodes(2)).rejects.toMatchObject({ code: "E_NODES_LATE" });
    });
  });
}
