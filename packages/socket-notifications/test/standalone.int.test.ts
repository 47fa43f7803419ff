import { sanitizePayload } from "@carillon/socket-auth";
import { authStateOf, stampAuthState } from "@carillon/socket-contract/server";
import { nextEvent, startServer } from "@carillon/socket-testing";
import type { TestServer } from "@carillon/socket-testing";
import type { Server } from "socket.io";
import { expect, test } from "vitest";
import { MemoryNotificationStore, Notification, Notifications } from "../src/index.js";

class Hello extends Notification<{ id: string }> {
  override toDatabase(): object {
    return { text: "Bearer abc123def456ghi789" };
  }
}

/** A plain server: no router, no rooms package. */
function attach(io: Server): Notifications {
  const notifications = new Notifications({
    store: new MemoryNotificationStore(),
    sanitize: sanitizePayload,
    toUser: (id) => io.to(`users.${id}`),
    toRoom: (room) => io.to(room),
  });
  io.use((socket, next) => {
    const { user } = socket.handshake.auth as { user?: string };
    if (user) stampAuthState(socket, { identity: { id: user, user: { id: user } }, guard: "test" });
    next();
  });
  io.on("connection", (socket) => {
    void socket.join(`users.${authStateOf(socket)?.identity?.id ?? "nobody"}`);
    notifications.answer(socket);
  });
  return notifications;
}

async function start(): Promise<TestServer & { readonly notifications: Notifications }> {
  let notifications: Notifications | undefined;
  const server = await startServer((io) => (notifications = attach(io)));
  return Object.assign(server, { notifications: notifications! });
}

test("a plain server has notifications, pushes and answers", async () => {
  await using server = await start();
  const [phone, laptop] = [
    await server.connect({ auth: { user: "1" } }),
    await server.connect({ auth: { user: "1" } }),
  ];
  const pushed = nextEvent(phone, "notification:new");
  const { id } = await server.notifications.notify({ id: "1" }, new Hello());
  const data = { text: "Bearer ***REDACTED***" };
  expect(await pushed).toMatchObject([{ id, type: "Hello", data }]);
  expect(await phone.emitWithAck("notifications:list")).toMatchObject({
    ok: true,
    data: { notifications: [{ id, data }], unread: 1 },
  });
  const read = nextEvent(laptop, "notification:read");
  expect(await phone.emitWithAck("notifications:read", { id })).toMatchObject({ data: { changed: [id] } });
  expect(await read).toEqual([{ id }]);
});

test("what fails is answered, without an ack too", async () => {
  await using server = await start();
  const anonymous = await server.connect();
  expect(await anonymous.emitWithAck("notifications:list")).toMatchObject({
    ok: false,
    error: "unauthenticated",
    status: 401,
  });
  const error = nextEvent(anonymous, "error:socket");
  anonymous.emit("notifications:read", { id: "1" });
  expect(await error).toMatchObject([{ event: "notifications:read", error: "unauthenticated" }]);
});

test("who signs out on a living connection gets none any more", async () => {
  await using server = await start();
  const ada = await server.connect({ auth: { user: "1" } });
  expect(await ada.emitWithAck("notifications:unread-count")).toEqual({ ok: true, data: { unread: 0 } });
  for (const socket of server.io.sockets.sockets.values()) {
    stampAuthState(socket, { identity: null, guard: null });
  }
  expect(await ada.emitWithAck("notifications:unread-count")).toMatchObject({ error: "unauthenticated" });
});
