import { authStateOf } from "@carillon/socket-contract/server";
import { Server } from "socket.io";
import { afterEach, expect, it, vi } from "vitest";
import { FakeIo, nextEvent } from "../src/index.js";

afterEach(() => {
  vi.useRealTimers();
});

it("is a Socket.IO server that listens nowhere", async () => {
  await using io = new FakeIo();
  expect(io).toBeInstanceOf(Server);
  await io.connect();
  expect(io.httpServer.listening).toBe(false);
  expect(io.engine.clientsCount).toBe(1);
});

it("keeps what a socket received, in order", async () => {
  await using io = new FakeIo();
  const socket = await io.connect();
  expect(socket.received("order:updated")).toEqual([]);
  io.emit("order:updated", { id: 1 });
  io.emit("news");
  io.emit("order:updated", { id: 2 }, "more");
  await io.settled();
  expect(socket.received("order:updated")).toEqual([{ id: 1 }, { id: 2 }]);
  expect(socket.received("news")).toEqual([undefined]);
  expect(socket.events.map(({ event, args }) => [event, ...args])).toEqual([
    ["order:updated", { id: 1 }],
    ["news"],
    ["order:updated", { id: 2 }, "more"],
  ]);
});

it("keeps every broadcast, as clients would read it, also those that no client hears", async () => {
  await using io = new FakeIo();
  const order = { id: 1, at: new Date(0), file: Buffer.from("abc") };
  io.to(["orders.1", "admins"]).except("muted").volatile.emit("order:updated", order, undefined);
  order.id = 2;
  io.of("/admin").emit("news");
  void io.timeout(1).emitWithAck("vote");
  expect(io.sent).toEqual([
    {
      namespace: "/",
      event: "order:updated",
      args: [{ id: 1, at: "1970-01-01T00:00:00.000Z", file: Buffer.from("abc") }, null],
      rooms: ["orders.1", "admins"],
      except: ["muted"],
      isVolatile: true,
      wantsAck: false,
    },
    {
      namespace: "/admin",
      event: "news",
      args: [],
      rooms: [],
      except: [],
      isVolatile: false,
      wantsAck: false,
    },
    { namespace: "/", event: "vote", args: [], rooms: [], except: [], isVolatile: false, wantsAck: true },
  ]);
  expect(order.file).toEqual(Buffer.from("abc"));
});

it("waits for events that are never acknowledged, whatever the test did to the clock", async () => {
  await using io = new FakeIo();
  const seen: unknown[] = [];
  io.on("connection", (socket) => {
    socket.on("note", async (text) => {
      await Promise.resolve();
      seen.push(text);
      socket.emit("noted", text);
    });
  });
  const socket = await io.connect();
  vi.useFakeTimers();
  socket.emit("note", "one");
  vi.advanceTimersByTime(24 * 60 * 60_000);
  await io.settled();
  expect(seen).toEqual(["one"]);
  expect(socket.received("noted")).toEqual(["one"]);
  expect(socket.connected).toBe(true);
});

it("acts as a user in every namespace, without a token", async () => {
  await using io = new FakeIo();
  const states: unknown[] = [];
  for (const namespace of [io, io.of("/admin"), io.of(/^\/tenant-\d+$/)]) {
    namespace.on("connection", (socket) => states.push(authStateOf(socket)));
  }
  const ada = io.actingAs({ id: 42, name: "Ada" }, { guard: "api", abilities: ["read"] });
  for (const namespace of ["/", "/admin", "/tenant-1"]) await ada.connect({ namespace });
  const state = { identity: { user: { id: 42, name: "Ada" }, id: "42", abilities: ["read"] }, guard: "api" };
  expect(states).toEqual([state, state, state]);
  await io.connect();
  expect(states.at(-1)).toBeUndefined();
});

it("wants a user with an id", async () => {
  await using io = new FakeIo();
  expect(() => io.actingAs({ name: "nobody" })).toThrow("actingAs needs a user with an id");
  expect(() => io.actingAs({ email: "ada@example.org" }, { id: "ada@example.org" })).not.toThrow();
});

it("closes with every client it made", async () => {
  const io = new FakeIo();
  const socket = await io.connect();
  const end = nextEvent(socket, "disconnect");
  await io[Symbol.asyncDispose]();
  await end;
  expect(socket.connected).toBe(false);
  await expect(io.connect()).rejects.toMatchObject({ description: { message: "connect ECONNREFUSED" } });
});
