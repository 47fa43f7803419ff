import { createRealtime, getSocketManager, Route, Socket } from "@carillon/socket-facade";
import type { Realtime } from "@carillon/socket-facade";
import { Notification } from "@carillon/socket-notifications";
import { FakeIo, testRealtime } from "@carillon/socket-testing";
import { describe, expect, test } from "vitest";

class Paid extends Notification<{ readonly id: number }> {
  override toDatabase(): object {
    return { paid: true };
  }
}

/** A layer whose handlers speak to the `socket` that it was made with. */
function ownLayer(): Realtime {
  const layer = createRealtime({ auth: { required: false }, rooms: { user: "people.{id}" } });
  const { route, socket } = layer;
  const { broadcast } = socket;
  socket.guard("api", () => null);
  socket.use("auth:socket");
  route.channel("orders.{id}", { join: () => true, presence: () => ({ name: "Ada" }) });
  route.notifications();
  route.socket("pay", async (_from, { id }: { id: number }) => {
    await broadcast(`orders.${String(id)}`, "order:paid", { id });
    socket.to("orders.7").emit("order:seen", { id });
    await socket.afterCommit(() => socket.toUser(1).emit("thanks", { id }));
    await socket.notify({ id: 1 }, new Paid());
    socket.logger.info({ event: "paid" }, "An order was paid");
    const members = await socket.members(`orders.${String(id)}`);
    return {
      room: socket.userRoom(1),
      user: socket.config.rooms.user,
      max: socket.config.rooms.max,
      members,
    };
  });
  route.socket("unread", () => socket.notifications.unreadCount("1"));
  route.socket("id of the server", () => socket.io().of("/").sockets.size);
  route.socket("sign me out", () => {
    socket.revoke({ userId: 1 });
  });
  return layer;
}

describe.each(["memory", "port"] as const)("a layer's own socket, in a test on %s", (network) => {
  test("means the test's server, with its rooms, users, notifications, configuration and log", async () => {
    await using t = await testRealtime({
      manager: ownLayer().socket,
      network,
      config: { rooms: { max: 7 } },
    });
    const ada = await t.as({ id: 1 }).connect();
    await ada.join("orders.{id}", { id: 7 });
    await ada.expect("pay", { id: 7 }).toReply({
      room: "people.1",
      user: "people.{id}",
      max: 7,
      members: [{ id: "1", info: { name: "Ada" } }],
    });
    await t.assertBroadcast("orders.7", "order:paid", { id: 7 });
    await t.assertEmittedTo(1, "thanks", { id: 7 });
    await t.assertNotified(1, Paid);
    await ada.assertReceived("order:seen", { id: 7 });
    await ada.assertReceived("notification:new", { data: { paid: true } });
    await ada.expect("unread").toReply(1);
    await ada.expect("id of the server").toReply(1);
    expect(t.logs).toContainEqual({ level: "info", fields: { event: "paid" }, message: "An order was paid" });
    ada.client.send("sign me out");
    await t.assertDisconnected(ada, "revoked");
  });

  test("on two nodes, each handler sends from its own", async () => {
    await using t = await testRealtime({ manager: ownLayer().socket, network });
    const [first, second] = await t.nodes(2);
    const ada = await first!.as({ id: 1 }).connect();
    const bob = await second!.as({ id: 2 }).connect();
    await ada.join("orders.{id}", { id: 7 });
    await bob.join("orders.{id}", { id: 7 });
    await bob.expect("pay", { id: 7 }).toReply({ members: [{ id: "1" }, { id: "2" }] });
    await ada.assertReceived("order:paid", { id: 7 });
    expect(t.sent.filter(({ event }) => event === "order:paid")).toMatchObject([{ node: "node 2" }]);
    await t.kill(second!);
    await bob.online();
    t.forgetSent();
    await bob.expect("pay", { id: 7 }).toReply();
    expect(t.sent.filter(({ event }) => event === "order:paid")).toMatchObject([{ node: "node 1" }]);
  });
});

test("two tests of one layer at once keep apart", async () => {
  const { socket } = ownLayer();
  const one = async (id: number): Promise<void> => {
    await using t = await testRealtime({ manager: socket });
    const ada = await t.as({ id: 1 }).connect();
    await ada.join("orders.{id}", { id });
    await ada.expect("pay", { id }).toReply({ members: [{ id: "1" }] });
    await t.assertBroadcast(`orders.${String(id)}`, "order:paid", { id });
    await ada.expect("unread").toReply(1);
    expect(t.sent.filter(({ event }) => event === "order:paid")).toHaveLength(1);
    // The test's own code, too.
    await socket.broadcast(`orders.${String(id)}`, "late", { id });
    await ada.assertReceived("late", { id });
    expect(ada.received("late")).toEqual([{ id }]);
  };
  await Promise.all([one(7), one(8), one(9)]);
});

test("is given back after the test, and can be attached to a server of its own", async () => {
  const { route, socket } = ownLayer();
  for (let round = 0; round < 2; round++) {
    await using t = await testRealtime({ manager: socket });
    await (await t.as({ id: 1 }).connect()).expect("unread").toReply(0);
    expect(socket.isAttached).toBe(true);
    expect(socket.io()).toBe(t.io);
    expect(() => socket.use((_socket, next) => next())).toThrow("before Socket.attach(server)");
  }
  expect(socket.isAttached).toBe(false);
  expect(() => socket.io()).toThrow("not attached yet");
  expect(socket.config.rooms.max).toBe(createRealtime().socket.config.rooms.max);
  route.socket("later", () => "there");
  await using io = new FakeIo();
  socket.attach(io);
  expect(await (await io.connect()).emitWithAck("later")).toEqual({ ok: true, data: "there" });
  await socket.close();
});

test("a layer that is attached keeps its server beside a test of it, and after", async () => {
  const { socket } = ownLayer();
  await using io = new FakeIo();
  socket.attach(io);
  {
    await using t = await testRealtime({ manager: socket });
    const ada = await t.as({ id: 1 }).connect();
    await ada.join("orders.{id}", { id: 7 });
    await ada.expect("pay", { id: 7 }).toReply();
    await t.assertBroadcast("orders.7", "order:paid");
    expect(io.sent).toEqual([]);
  }
  expect(socket.io()).toBe(io);
  await socket.emit("still here");
  expect(io.sent).toMatchObject([{ event: "still here" }]);
  await socket.close();
});

test("another layer than the one under test answers for itself", async () => {
  const other = createRealtime({ path: "/other" }).socket;
  await using _t = await testRealtime({ manager: ownLayer().socket });
  expect(other.config.path).toBe("/other");
  expect(other.isAttached).toBe(false);
});

test("so does a manager of the facades that a module has kept", async () => {
  const kept = getSocketManager();
  Route.socket("kept", () => kept.broadcast("lobby", "hello", {}), { auth: false });
  await using t = await testRealtime();
  await (await t.connect()).expect("kept").toReply();
  await t.assertBroadcast("lobby", "hello");
  expect(kept.io()).toBe(Socket.io());
});
