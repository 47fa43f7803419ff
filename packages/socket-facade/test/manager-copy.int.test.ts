import { createRealtime, getSocketManager, scopeSocketManagers, Socket } from "@carillon/socket-facade";
import type { SocketManager } from "@carillon/socket-facade";
import { Notification } from "@carillon/socket-notifications";
import { FakeIo } from "@carillon/socket-testing";
import { expect, test } from "vitest";

const quiet = { level: "silent" as const };

class Welcome extends Notification {
  override toDatabase(): object {
    return { title: "Welcome" };
  }
}

/** A layer with one of everything that can be registered. */
function original(): SocketManager {
  class Counter {
    static made = 0;
    #count = 0;
    constructor() {
      Counter.made++;
    }
    next(): number {
      return ++this.#count;
    }
  }
  const { route, socket } = createRealtime({ auth: { required: false }, rooms: { user: "people.{id}" } });
  route.useSocketController("Counter", Counter);
  route.socketGroup({ prefix: "count", middleware: "twice" }, (group) => {
    group.socket("next", "Counter@next");
  });
  route.middleware(
    "twice",
    () =>
      async ({ next }) =>
        [await next(), await next()].length,
  );
  route.socket("limited", () => "fine", { middleware: "throttle:1,1m" });
  route.channel("rooms.{room}", () => true);
  route.notifications();
  socket.guard("api", ({ token }) => ({ user: { id: token }, id: token }));
  socket.use("auth:socket");
  return socket;
}

test("a copy has all that was registered, and shares no state with the original", async () => {
  const first = original();
  const second = first.copy({ logLevel: quiet.level, rooms: { max: 7 } });
  expect(second.config.rooms).toMatchObject({ user: "people.{id}", max: 7 });
  expect(second.route.routes().map(({ event }) => event)).toEqual(
    first.route.routes().map(({ event }) => event),
  );
  expect(second.route.channels.list()).toEqual(["rooms.{room}"]);

  await using firstIo = new FakeIo();
  await using secondIo = new FakeIo();
  first.attach(firstIo);
  second.attach(secondIo);
  const ada = await firstIo.connect({ auth: { token: "ada" } });
  const bob = await secondIo.connect({ auth: { token: "ada" } });
  for (const client of [ada, bob]) {
    expect(await client.emitWithAck("limited")).toEqual({ ok: true, data: "fine" });
    expect(await client.emitWithAck("limited")).toMatchObject({ error: "too_many_requests" });
    expect(await client.emitWithAck("channel:join", { channel: "rooms.1" })).toMatchObject({ ok: true });
  }

  second.route.socket("later", () => "only there");
  expect(first.route.routes().map(({ event }) => event)).not.toContain("later");

  await second.notify({ id: "ada" }, new Welcome());
  expect(await bob.emitWithAck("notifications:unread-count")).toMatchObject({ data: { unread: 1 } });
  expect(await ada.emitWithAck("notifications:unread-count")).toMatchObject({ data: { unread: 0 } });
  expect(ada.received("notification:new")).toEqual([]);
  await Promise.all([first.close(), second.close()]);
});

test("the facades speak to the manager of the code that runs", () => {
  const { socket } = createRealtime({ path: "/elsewhere" });
  const undo = scopeSocketManagers(() => socket);
  expect(Socket.config.path).toBe("/elsewhere");
  undo();
  expect(getSocketManager()).not.toBe(socket);
  expect(Socket.config.path).toBe("/socket.io");
});
