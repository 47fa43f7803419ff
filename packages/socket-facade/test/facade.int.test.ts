import { once } from "node:events";
import { createServer } from "node:http";
import type { Server as HttpServer } from "node:http";
import { defineContract } from "@carillon/socket-contract";
import {
  createRealtime,
  getSocketManager,
  Route,
  setSocketManager,
  setSocketsConfig,
  Socket,
  SocketManager,
} from "@carillon/socket-facade";
import {
  nextEvent,
  refused,
  startServer,
  testRealtime,
  unhandledDuring,
  waitFor,
} from "@carillon/socket-testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";

/** The same test in memory and on a port. */
const networks = ["memory", "port"] as const;

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const users = new Map([
  ["ada-token", { id: 1, name: "Ada" }],
  ["grace-token", { id: 2, name: "Grace" }],
]);

function authenticate({
  token,
}: {
  token: string;
}): { user: { id: number; name: string }; id: string } | null {
  const user = users.get(token);
  return user ? { user, id: String(user.id) } : null;
}

let before: SocketManager;
beforeEach(() => {
  before = setSocketManager(new SocketManager({ logger: silent }));
});
afterEach(async () => {
  await getSocketManager().close();
  setSocketManager(before);
});

test.each(networks)("the seed's one-line setup: public and protected routes, %s", async (network) => {
  setSocketsConfig({ logger: silent, auth: { required: false } });
  Socket.guard("api", authenticate);
  Socket.use("auth:socket");
  Route.socket("ping", () => "pong");
  Route.socketGroup({ middleware: ["auth:socket"] }, () => {
    Route.socket("me", (_socket, _payload, context) => context.user as unknown);
  });
  await using t = await testRealtime({ network });
  const anonymous = await t.connect();
  await anonymous.expect("ping").toReply("pong");
  await anonymous.expect("me").toFail({ code: "unauthenticated", status: 401 });
  const ada = await t.connect({ token: "ada-token" });
  expect(await ada.expect("me").toReply()).toEqual({ id: 1, name: "Ada" });
});

test("required is the default: anonymous handshakes are refused", async () => {
  Socket.guard("api", authenticate);
  Socket.use("auth:socket");
  Route.socket("ping", () => "pong");
  await using server = await startServer((io) => Socket.attach(io));

  const error = await refused(server.client());
  expect(error.message).toMatch(/^Unauthenticated/);
  expect(error.data).toMatchObject({ error: "unauthenticated", status: 401 });
});

test.each(networks)("broadcasts reach rooms, users and all clients, %s", async (network) => {
  Socket.guard("api", authenticate);
  Socket.use("auth:socket");
  Route.socket("join", async (socket, payload: { room: string }) => {
    await socket.joinRoom(payload.room);
  });
  await using t = await testRealtime({ network });
  const ada = await t.connect({ token: "ada-token" });
  const grace = await t.connect({ token: "grace-token" });
  await ada.expect("join", { room: "orders.123" }).toReply();
  await t.assertJoined(ada, "orders.123");
  await t.refuteJoined(grace, "orders.123");

  await Socket.broadcast("orders.123", "order:updated", { id: 123 });
  await ada.assertReceived("order:updated", { id: 123 });
  Socket.to("orders.123").emit("order:updated", { id: 124 });
  await ada.assertReceived("order:updated", { id: 124 });
  await grace.refuteReceived("order:updated");

  await Socket.emitTo(2, "greeting", { title: "Hi" });
  await grace.assertReceived("greeting", { title: "Hi" });
  await ada.refuteReceived("greeting");

  await Socket.emit("news", { msg: "We're back" });
  for (const client of [ada, grace]) await client.assertReceived("news", { msg: "We're back" });
  await ada.expect("join", { room: "users.2" }).toFail({ code: "forbidden_room" });
});

describe("wrong use says what to do", () => {
  test.each<[string, () => unknown, string]>([
    ["io() before attach", () => Socket.io(), "call Socket.attach(server) first"],
    ["broadcast before attach", () => Socket.broadcast("a.b", "x", 1), "call Socket.attach(server) first"],
    ["an unknown key", () => setSocketsConfig({ gaurd: 1 } as object), "there is no sockets.gaurd"],
    [
      "attach to nothing",
      () => Socket.attach(undefined as never),
      "Socket.attach takes an http, https or http2 server",
    ],
    ["attach to no port", () => Socket.attach(70_000), "a port is a whole number from 0 to 65535"],
    [
      "another manager than one",
      () => setSocketManager({} as never),
      "setSocketManager takes a SocketManager",
    ],
    [
      "an unknown controller",
      () => {
        Route.socket("a", "ChatController@send");
        Socket.attach(createServer());
      },
      'Route "a": There is no controller "ChatController"',
    ],
    [
      "an unknown guard",
      () => {
        Route.socket("a", () => 1, { auth: "apy" });
        Socket.guard("api", authenticate);
        Socket.attach(createServer());
      },
      "apy",
    ],
    [
      "an unknown middleware",
      () => {
        Route.socket("a", () => 1, { middleware: "auht:socket" });
        Socket.attach(createServer());
      },
      'did you mean "auth"?',
    ],
  ])("%s", (_name, use, message) => {
    expect(use).toThrow(message);
  });

  test("rooms that are none never reach all clients", async () => {
    await using server = await startServer((io) => Socket.attach(io));
    expect(Socket.io()).toBe(server.io);
    const client = await server.connect();
    const heard: unknown[] = [];
    client.on("x", (payload) => heard.push(payload));
    for (const room of [undefined, "", null, 42, {}, [], [undefined], [""]] as never[]) {
      expect(() => Socket.broadcast(room, "x", 1)).toThrow(TypeError);
      expect(() => Socket.toRoom(room)).toThrow(TypeError);
    }
    for (const target of [undefined, "", null, {}, { id: 42 }, [], ["42"], Number.NaN] as never[]) {
      expect(() => Socket.emitTo(target, "x", 1)).toThrow();
      expect(() => Socket.toUser(target)).toThrow();
      expect(() => Socket.userRoom(target)).toThrow();
    }
    await Socket.emitTo(42, "x", "for no client here");
    await Socket.emitTo("42", "x", "for no client here");
    const last = nextEvent(client, "last");
    await Socket.toRoom(client.id ?? "").emit("last");
    await last;
    expect(heard).toEqual([]);
  });

  test("personal rooms have the name that is configured", async () => {
    setSocketsConfig({ logger: silent, rooms: { user: "people:{id}" } });
    await using server = await startServer((io) => Socket.attach(io));
    expect(Socket.userRoom(42)).toBe("people:42");
    expect(["people:42", "people:", "users.42", undefined].map((name) => Socket.isUserRoom(name))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(server.io.of("/").adapter.rooms.size).toBe(0);
  });

  test("attach twice", async () => {
    await using server = await startServer((io) => Socket.attach(io));
    expect(() => Socket.attach(server.io)).toThrow("attached already");
    expect(() => Socket.use((_socket, next) => next())).toThrow("before Socket.attach(server)");
  });
});

test("a broadcast that cannot be sent is logged, not thrown", async () => {
  const lines: unknown[] = [];
  const { socket } = createRealtime({ logger: { ...silent, error: (...line) => void lines.push(line) } });
  await using server = await startServer((io) => socket.attach(io));
  await server.connect();
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  await socket.emit("x", cyclic);
  expect(lines).toHaveLength(1);
});

test("two layers in one process share nothing", async () => {
  const [first, second] = [createRealtime({ logger: silent }), createRealtime({ logger: silent })];
  first.route.socket("who", () => "first");
  second.route.socket("who", () => "second");
  await using one = await startServer((io) => first.socket.attach(io));
  await using two = await startServer((io) => second.socket.attach(io));
  expect(await (await one.connect()).emitWithAck("who")).toEqual({ ok: true, data: "first" });
  expect(await (await two.connect()).emitWithAck("who")).toEqual({ ok: true, data: "second" });
});

test("enabled: false does nothing and refuses nothing", async () => {
  const { socket, route } = createRealtime({ enabled: false });
  route.socket("ping", () => "pong");
  const httpServer = createServer();
  socket.attach(httpServer);
  expect(httpServer.listenerCount("upgrade")).toBe(0);
  await socket.broadcast("a.b", "x", 1);
  await socket.emitTo(1, "x", 1);
  await socket.emit("x", 1);
  socket.to("a.b").emit("x", 1);
});

test("protected routes without a connection middleware: a warning names them and the missing line", async () => {
  const lines: unknown[][] = [];
  const { route, socket } = createRealtime({
    logger: { ...silent, warn: (...line) => void lines.push(line) },
  });
  socket.guard("api", authenticate);
  route.socketGroup({ middleware: "auth:socket" }, () => {
    route.socket("orders:subscribe", () => "never");
  });
  await using server = await startServer((io) => socket.attach(io));
  expect(lines).toEqual([
    [
      { event: "boot_finding", code: "GUARDS_NOT_INSTALLED" },
      expect.stringMatching(/"orders:subscribe".*Socket\.use\("auth:socket"\)/),
    ],
  ]);
  const client = await server.connect({ auth: { token: "ada-token" } });
  expect(await client.emitWithAck("orders:subscribe")).toMatchObject({ error: "unauthenticated" });
});

test.each(networks)("every namespace with routes is behind the same middleware, %s", async (network) => {
  const { route, socket } = createRealtime({ logger: silent });
  socket.guard("api", authenticate);
  socket.use("auth:socket");
  route.socketGroup({ namespace: "/admin" }, () => {
    route.socket("who", (_socket, _payload, context) => context.user as unknown);
  });
  await using t = await testRealtime({ manager: socket, network });
  await t.connect({ namespace: "/admin" }).toFail({ code: "unauthenticated" });
  const ada = await t.connect({ namespace: "/admin", token: "ada-token" });
  expect(await ada.expect("who").toReply()).toEqual({ id: 1, name: "Ada" });
});

test.each(networks)("a channel rule decides who joins when a client asks, %s", async (network) => {
  const { route, socket } = createRealtime({ logger: silent });
  socket.guard("api", authenticate);
  socket.use("auth:socket");
  route.channel("orders.{id}", ({ user }, { id }) => (user as { id: number }).id === Number(id));
  route.socket("orders:note", () => "noted", { middleware: "member:orders.{order}" });
  await using t = await testRealtime({ manager: socket, network });
  const ada = await t.connect({ token: "ada-token" });
  await ada.expect("orders:note", { order: 1 }).toFail({ code: "forbidden_room" });
  await ada.join("orders.{id}", { id: 1 });
  await ada.join("orders.{id}", { id: 2 }).toFail({ code: "forbidden_room" });
  await ada.expect("orders:note", { order: 1 }).toReply("noted");
});

test("a channel rule has the deadline of the configuration, and says its channel in what it covers", async () => {
  const { route, socket } = createRealtime({ logger: silent, timeoutMs: 50 });
  socket.guard("api", authenticate);
  socket.use("auth:socket");
  route.channel("slow.{id}", () => new Promise<boolean>(() => undefined));
  route.channel("orders.{id}", () => true);
  await using server = await startServer((io) => socket.attach(io));
  const ada = await server.connect({ auth: { token: "ada-token" } });
  expect(await ada.emitWithAck("channel:join", { channel: "slow.1" })).toMatchObject({ error: "timeout" });
  await ada.emitWithAck("channel:join", { channel: "orders.1" });
  const updated = nextEvent(ada, "order:updated");
  await socket.broadcast("orders.1", "order:updated", { id: 1 });
  expect(await updated).toEqual([{ id: 1 }, { channel: "orders.1" }]);
});

test.each(networks)("presence, history and a rule asked again are the channel's, %s", async (network) => {
  const contract = defineContract({
    server: { news: { payload: z.object({ n: z.number() }) } },
    channels: { "rooms.{room}": { presence: z.object({ name: z.string() }) } },
  });
  const { route, socket } = createRealtime({ logger: silent, contract });
  const banned = new Set<string>();
  socket.guard("api", authenticate);
  socket.use("auth:socket");
  route.channel("rooms.{room}", {
    join: ({ user }) => !banned.has((user as { name: string }).name),
    presence: (user) => ({ name: (user as { name: string }).name }),
    history: { size: 10, ttlMs: 60_000 },
  });
  await using t = await testRealtime({ manager: socket, network });
  const ada = await t.connect({ token: "ada-token" });
  const room = await ada.join("rooms.{room}", { room: 1 });
  expect(await socket.members("rooms.1")).toMatchObject([{ id: "1" }]);

  const heard: unknown[] = [];
  room.on("news", (news) => heard.push(news));
  await socket.broadcast("rooms.1", "news", { n: 1 });
  await waitFor(() => heard.length > 0);
  expect(heard).toEqual([{ n: 1 }]);

  const [connection] = socket.io().sockets.sockets.values();
  if (connection === undefined) expect.fail("no client is connected");
  await socket.updatePresence(connection, "rooms.1", { name: "Countess" });
  expect(await socket.members("rooms.1")).toMatchObject([{ id: "1", info: { name: "Countess" } }]);
  await expect(socket.updatePresence(connection, "rooms.1", { nam: "?" })).rejects.toThrow("name");

  banned.add("Ada");
  expect(await socket.recheckChannel("rooms.{room}")).toBe(1);
  expect(await socket.members("rooms.1")).toEqual([]);
});

test("a fake with nothing but on, use, to and emit", () => {
  const calls: string[] = [];
  const fake = {
    on: (event: string) => void calls.push(`on ${event}`),
    use: () => void calls.push("use"),
    to: (room: string) => ({ emit: (event: string) => void calls.push(`to ${room} ${event}`) }),
    emit: (event: string) => void calls.push(`emit ${event}`),
  };
  const { route, socket } = createRealtime({ logger: silent });
  socket.use((_socket, next) => next());
  route.socket("ping", () => "pong");
  socket.attach(fake as never);
  void socket.broadcast("orders.1", "order:updated", 1);
  void socket.emit("news", 1);
  expect(calls.filter((call) => call !== "on connection")).toEqual([
    "use",
    "to orders.1 order:updated",
    "emit news",
  ]);
});

test("a port in use gives one clear message", async () => {
  await using server = await startServer();
  const { port } = server.httpServer.address() as { port: number };
  const message = `Port ${String(port)} is in use. Stop the other process or choose another port.`;

  const asked = createRealtime({ logger: silent }).socket;
  asked.attach(port);
  await expect(asked.ready()).rejects.toMatchObject({ code: "E_PORT_IN_USE", message });
  await asked.close();

  const unasked = createRealtime({ logger: silent }).socket;
  const unhandled = await unhandledDuring(async () => {
    const httpServer = (unasked.attach(port) as unknown as { httpServer: HttpServer }).httpServer;
    await once(httpServer, "error");
  });
  expect(unhandled).toMatchObject([{ code: "E_PORT_IN_USE", message }]);
  await unasked.close();
});
