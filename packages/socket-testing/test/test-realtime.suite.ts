import { Socket } from "@carillon/socket-facade";
import { expect, test } from "vitest";
import { testRealtime } from "../src/index.js";
import { contract, OrderLost, OrderShipped } from "./application.js";

const ada = { id: 42, name: "Ada" };
const bob = { id: 7, name: "Bob" };

/** What a test of an application can do, on either network. */
export function suite(network: "memory" | "port"): void {
  const start = () => testRealtime({ network, contract });

  test("tests what the application registered, in three lines", async () => {
    await using t = await start();
    const client = await t.as(ada).connect();
    await client.expect("orders:ship", { id: 7 }).toReply({ status: "shipped", by: "Ada" });
    await t.assertBroadcast("orders.7", "order:updated", { id: 7 });
    await t.refuteBroadcast("orders.8", "order:updated");
  });

  test("answers are typed, parts of them are enough, and refusals have their code", async () => {
    await using t = await start();
    const client = await t.as(ada).connect();
    const reply = await client.expect("orders:ship", { id: 7 }).toReply((order) => order.id === 7);
    expect(reply.status).toBe("shipped");
    const failure = await client
      .expect("orders:refund", { id: 9 })
      .toFail({ code: "not_yours", data: { id: 9 } });
    expect(failure).toMatchObject({ status: 403, message: "Not yours." });
    await client.expect("orders:ship", { id: "seven" as never }).toFail({ code: "validation_failed" });
  });

  test("a guest is refused where the application asks for a user, and a token goes by the guards", async () => {
    await using t = await start();
    await t.connect().toFail({ code: "unauthenticated" });
    await t.connect({ token: "stolen" }).toFail({ code: "unauthenticated" });
    const client = await t.connect({ token: "token-of-Cy" });
    expect(client.userId).toBe("100");
    await client.expect("orders:ship", { id: 1 }).toReply({ by: "Cy" });
  });

  test("a client joins channels, and gets what is sent there", async () => {
    await using t = await start();
    const [first, second] = await Promise.all([t.as(ada).connect(), t.as(bob).connect()]);
    const channel = await first.join("orders.{id}", { id: 7 });
    expect(channel.presence.getSnapshot()).toMatchObject([{ info: { name: "Ada" } }]);
    await first.join("orders.{id}", { id: 13 }).toFail({ code: "forbidden_room" });
    await t.assertJoined(first, "orders.7");
    await t.assertJoined(ada, "orders.7");
    await t.refuteJoined(second, "orders.7");
    await second.expect("orders:ship", { id: 7 }).toReply();
    await first.assertReceived("order:updated", { id: 7, by: "Bob" });
    expect(first.received("order:updated")).toHaveLength(1);
    await second.refuteReceived("order:updated");
  });

  test("a user gets what is sent to it, and not what is sent to others", async () => {
    await using t = await start();
    const client = await t.as(ada).connect();
    await client.expect("welcome").toReply();
    await t.assertEmittedTo(ada, "user:pinged", { at: 1 });
    await t.assertEmittedTo(client, "user:pinged", { at: 2 });
    await t.refuteEmittedTo(bob, "user:pinged");
    await t.refuteEmittedTo(ada.id, "order:updated");
    t.forgetSent();
    await Socket.emitTo(bob.id, "user:pinged", { at: 3 });
    await t.assertEmittedTo("7", "user:pinged", ({ at }) => at === 3);
    await t.refuteEmittedTo(ada, "user:pinged");
  });

  test("notifications are seen with their class, for the user they went to", async () => {
    await using t = await start();
    const client = await t.as(ada).connect();
    await client.expect("orders:ship", { id: 7 }).toReply();
    const notification = await t.assertNotified(ada, OrderShipped, ({ orderId }) => orderId === 7);
    expect(notification.orderId).toBe(7);
    await t.refuteNotified(bob, OrderShipped);
    await t.refuteNotified(ada, OrderShipped, { orderId: 8 });
    await t.refuteNotified(ada, OrderLost);
    await expect(t.refuteNotified(ada, OrderShipped, { orderId: 7 })).rejects.toThrow(
      /^User 42 should not have been notified of OrderShipped, and was: /,
    );
    await client.assertReceived("notification:new");
  });

  test("nothing is sent until something is", async () => {
    await using t = await start();
    const client = await t.as(ada).connect();
    await client.join("orders.7");
    await client.expect("ping").toReply("pong");
    // What Carillon itself sends does not count.
    await (await t.as(bob).connect()).join("orders.7");
    await client.assertReceived("presence:join");
    await t.assertNothingSent();
    const something = t.assertSomethingSent();
    await Socket.broadcast("orders.7", "order:updated", { id: 7, status: "new" });
    expect(await something).toMatchObject({ event: "order:updated", rooms: ["orders.7"] });
    await expect(t.assertNothingSent()).rejects.toThrow(/order:updated to orders\.7/);
  });

  test("a revoked client is disconnected, with the reason", async () => {
    await using t = await start();
    const client = await t.as(ada).connect();
    await t.refuteDisconnected(client);
    Socket.revoke({ userId: ada.id });
    await t.assertDisconnected(client, "revoked");
    await expect(t.refuteDisconnected(client)).rejects.toThrow(
      "The client of user 42 should be connected, and is not because of revoked.",
    );
  });

  test("tests share nothing: counters, presence and what was sent begin anew", async () => {
    for (let round = 0; round < 2; round++) {
      await using t = await start();
      await t.assertNothingSent();
      const client = await t.as(ada).connect();
      await client.expect("ping").toReply("pong");
      await client.expect("ping").toReply("pong");
      await client.expect("ping").toFail({ code: "too_many_requests" });
      const channel = await client.join("orders.7");
      expect(channel.presence.count()).toBe(1);
    }
  });

  test("tests that run at the same time do not see each other", async () => {
    const counts = await Promise.all(
      [1, 2, 3].map(async (count) => {
        await using t = await start();
        const client = await t.as(ada).connect();
        for (let id = 0; id < count; id++) await client.expect("orders:ship", { id }).toReply();
        await t.settled();
        return t.sent.filter(({ event }) => event === "order:updated").length;
      }),
    );
    expect(counts).toEqual([1, 2, 3]);
  });
}
