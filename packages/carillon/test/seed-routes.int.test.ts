import { Route, Socket, SocketException } from "carillon";
import type { EventContext } from "carillon";
import { nextEvent, startServer } from "@carillon/socket-testing";
import type { Server } from "socket.io";
import { expect, test } from "vitest";
import { freshFacades } from "./seed-kit.js";

test("Route.socket takes each form of a handler", async () => {
  await using _facades = freshFacades();
  class ChatSocketController {
    static send(): string {
      return "static";
    }
  }
  class Instance {
    readonly answer = "instance";

    send(): string {
      return this.answer;
    }
  }
  Route.socket("function", (socket) => socket.emit("pong"));
  Route.useSocketController("ChatController", Instance);
  Route.socket("reference", "ChatController@send");
  Route.socket("static", ChatSocketController.send);
  Route.socket("object", { handle: () => "object" });
  await using server = await startServer((io) => Socket.attach(io));
  const client = await server.connect();
  const pong = nextEvent(client, "pong");
  expect(await client.emitWithAck("function")).toEqual({ ok: true, data: true });
  expect(await pong).toEqual([]);
  for (const [event, data] of [
    ["reference", "instance"],
    ["static", "static"],
    ["object", "object"],
  ] as const) {
    expect(await client.emitWithAck(event)).toEqual({ ok: true, data });
  }
});

test("Route.socketGroup shares prefixes, middleware and guards, and groups nest", async () => {
  await using _facades = freshFacades({ auth: { required: false } });
  Socket.use("auth:socket");
  // @ts-expect-error -- the seed's files are JavaScript
  await import("./seed/routes/groups.js");
  await using server = await startServer((io) => Socket.attach(io));
  const ada = await server.connect({ auth: { token: "ada" } });
  const anonymous = await server.connect();

  expect(Route.routes().map(({ event }) => event)).toEqual([
    "chat:message",
    "orders:subscribe",
    "orders:admin:retry",
    "orders:follow",
  ]);
  expect(await ada.emitWithAck("orders:admin:retry")).toEqual({ ok: true, data: "retried" });
  expect(await anonymous.emitWithAck("orders:admin:retry")).toMatchObject({
    ok: false,
    error: "unauthenticated",
  });
  expect(await anonymous.emitWithAck("chat:message", { room: "lobby", text: "hi" })).toEqual({
    ok: true,
    data: { ok: true },
  });

  expect(await anonymous.emitWithAck("orders:follow", {})).toMatchObject({
    ok: false,
    error: "bad_input",
    message: "room is required",
  });
  expect(await anonymous.emitWithAck("orders:follow", { room: "orders.1" })).toEqual({
    ok: true,
    data: { subscribed: "orders.1" },
  });
});

test("handlers get socket, payload, context and io", async () => {
  await using facades = freshFacades();
  Socket.use("auth:socket");
  let given: unknown[] = [];
  let read: EventContext | undefined;
  Route.socket("look", (...args) => {
    given = args;
    [, , read] = args;
    const { guard, rooms, handshake, headers } = args[2];
    const user: unknown = args[2].user;
    return {
      user: (user as { id: number }).id,
      guard,
      rooms: [...rooms].length,
      secure: handshake.secure,
      host: headers.host,
    };
  });
  await using server = await startServer((io) => Socket.attach(io));
  const client = await server.connect({ auth: { token: "ada" } });
  expect(await client.emitWithAck("look", { a: 1 })).toEqual({
    ok: true,
    data: { user: 42, guard: "api", rooms: 2, secure: false, host: `127.0.0.1:${String(server.port)}` },
  });
  expect(given).toEqual([server.io.sockets.sockets.get(client.id ?? ""), { a: 1 }, read, server.io]);
  expect(read?.user).toBe(facades.users.get("ada"));
  expect(Socket.io()).toBe(server.io);
});

test("errors: a SocketException's fields, a generic envelope for the rest, and the socket stays", async () => {
  await using facades = freshFacades();
  Route.socket("refused", () => {
    throw new SocketException("Not today", { code: "closed", status: 409, data: { until: "Monday" } });
  });
  Route.socket("broken", () => {
    throw new Error("the password of the database is hunter2");
  });
  await using server = await startServer((io) => Socket.attach(io));
  const client = await server.connect();
  expect(await client.emitWithAck("refused")).toMatchObject({
    ok: false,
    error: "closed",
    message: "Not today",
    status: 409,
    data: { until: "Monday" },
  });
  expect(await client.emitWithAck("broken")).toMatchObject({
    ok: false,
    error: "socket_error",
    message: "An unexpected error occurred.",
  });
  const told = nextEvent(client, "error:socket");
  client.emit("broken");
  expect(await told).toMatchObject([{ error: "socket_error", event: "broken" }]);
  expect(client.connected).toBe(true);
  expect(facades.lines.length).toBeGreaterThanOrEqual(2);
});

test("Testing: a manager of one's own, and a fake io with on, use, to and emit", async () => {
  await using _facades = freshFacades();
  const calls: unknown[][] = [];
  const fake = {
    on: (event: string) => void calls.push(["on", event]),
    use: () => void calls.push(["use"]),
    to: (room: unknown) => ({ emit: (...args: unknown[]) => void calls.push(["to", room, ...args]) }),
    emit: (...args: unknown[]) => void calls.push(["emit", ...args]),
  };
  Socket.use("auth:socket");
  Route.socket("ping", () => "pong");
  Socket.attach(fake as unknown as Server);
  await Socket.broadcast("orders.123", "order:updated", { id: 123 });
  await Socket.emit("server:announcement", { msg: "We're back" });
  expect(calls).toContainEqual(["use"]);
  expect(calls).toContainEqual(["on", "connection"]);
  expect(calls).toContainEqual(["to", "orders.123", "order:updated", { id: 123 }]);
  expect(calls).toContainEqual(["emit", "server:announcement", { msg: "We're back" }]);
});
