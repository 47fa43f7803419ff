import {
  createSocketAuthMiddleware,
  Route,
  scrubLogContext,
  scrubTokenString,
  Socket,
  SocketException,
} from "carillon";
import { nextEvent, refused, startServer } from "@carillon/socket-testing";
import { describe, expect, test } from "vitest";
import { freshFacades } from "./seed-kit.js";

const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJlLXRoYXQtaXMtbG9uZw";

test("the one-line setup: public and protected routes, exactly as the file has it", async () => {
  await using facades = freshFacades({ auth: { required: false } });
  // @ts-expect-error -- the seed's files are JavaScript
  await import("./seed/routes/auth.js");
  for (const name of ["OrderSocketController", "NotificationSocketController"]) {
    const module = (await import(`./seed/app/Sockets/${name}.js`)) as { default: object };
    Route.useSocketController(name, module.default);
  }
  await using server = await startServer((io) => Socket.attach(io));
  const [ada, anonymous] = [await server.connect({ auth: { token: "ada" } }), await server.connect()];
  expect(await anonymous.emitWithAck("ping")).toEqual({ ok: true, data: { pong: true } });
  expect(await anonymous.emitWithAck("notifications:read", { id: 7 })).toMatchObject({
    ok: false,
    error: "unauthenticated",
  });
  expect(await ada.emitWithAck("notifications:read", { id: 7 })).toEqual({
    ok: true,
    data: { id: 7, unread: 0 },
  });
  expect(facades.users.get("ada")?.read).toEqual([7]);

  // A session that ends mid-connection is noticed at the next event, without a reconnect.
  facades.users.delete("ada");
  expect(await ada.emitWithAck("notifications:read", { id: 8 })).toMatchObject({
    ok: false,
    error: "unauthenticated",
  });
  expect(ada.connected).toBe(true);
  expect(await ada.emitWithAck("ping")).toEqual({ ok: true, data: { pong: true } });
});

describe.each([
  ['Socket.use("auth:socket")', () => Socket.use("auth:socket")],
  ["the middleware by hand", () => Socket.use(createSocketAuthMiddleware({ guard: byName, required: true }))],
])("required is the default: %s", (_how, use) => {
  test("even a public route is out of reach for anonymous clients", async () => {
    await using _facades = freshFacades();
    use();
    Route.socket("ping", () => "pong");
    await using server = await startServer((io) => Socket.attach(io));
    for (const auth of [{}, { token: "nobody" }]) {
      const error = await refused(server.client({ auth }));
      expect(error.message.includes("Unauthenticated")).toBe(true);
    }
    const ada = await server.connect({ auth: { token: "ada" } });
    expect(await ada.emitWithAck("ping")).toEqual({ ok: true, data: "pong" });
  });
});

describe("the token travels three ways, read in this order", () => {
  const [ada, grace] = ["ada", "grace"];
  test.each([
    ["auth", { auth: { token: ada } }, 42],
    ["query", { query: { token: ada } }, 42],
    ["header", { extraHeaders: { Authorization: `Bearer ${ada}` } }, 42],
    ["auth before query", { auth: { token: ada }, query: { token: grace } }, 42],
    [
      "query before header",
      { query: { token: ada }, extraHeaders: { Authorization: `Bearer ${grace}` } },
      42,
    ],
  ])("%s", async (_way, options, id) => {
    await using _facades = freshFacades();
    Socket.use("auth:socket");
    Route.socket("me", (_socket, _payload, context) => (context.user as { id: number }).id);
    await using server = await startServer((io) => Socket.attach(io));
    const client = await server.connect(options);
    expect(await client.emitWithAck("me")).toEqual({ ok: true, data: id });
  });
});

test("a connection middleware sees each handshake, and what it writes is there for handlers", async () => {
  await using _facades = freshFacades();
  Socket.use(async (socket, next) => {
    // eslint-disable-next-line @typescript-eslint/prefer-nullish-coalescing -- as the seed has it
    socket.handshake.headers["x-trace-id"] ||= crypto.randomUUID();
    next();
  });
  Socket.use("auth:socket");
  Route.socket("trace", (_socket, _payload, { headers }) => headers["x-trace-id"]);
  await using server = await startServer((io) => Socket.attach(io));
  const own = await server.connect({ auth: { token: "ada" }, extraHeaders: { "x-trace-id": "mine" } });
  expect(await own.emitWithAck("trace")).toEqual({ ok: true, data: "mine" });
  const made = await server.connect({ auth: { token: "ada" } });
  const { data } = (await made.emitWithAck("trace")) as { data: string };
  expect(data).toMatch(/^[\da-f-]{36}$/);
});

test("the own room is joined by itself, another user's is refused, others are open", async () => {
  await using _facades = freshFacades();
  Socket.use("auth:socket");
  Route.socket("join", (socket, room: string) => socket.joinRoom(room));
  Route.socket("leave", (socket, room: string) => socket.leaveRoom(room));
  await using server = await startServer((io) => Socket.attach(io));
  const client = await server.connect({ auth: { token: "ada" } });
  expect(server.io.sockets.adapter.rooms.get("users.42")?.size).toBe(1);
  expect(await client.emitWithAck("join", "users.42")).toMatchObject({ ok: true });
  expect(await client.emitWithAck("join", "users.43")).toMatchObject({ ok: false, error: "forbidden_room" });
  expect(await client.emitWithAck("join", "orders.123")).toMatchObject({ ok: true });
  expect(server.io.sockets.adapter.rooms.get("orders.123")?.size).toBe(1);
  expect(await client.emitWithAck("leave", "orders.123")).toMatchObject({ ok: true });
  expect(server.io.sockets.adapter.rooms.has("orders.123")).toBe(false);
});

test("tokens reach neither the log nor the client, even in a guard's own error", async () => {
  await using facades = freshFacades({
    auth: {
      guard: "talkative",
      guards: {
        talkative: ({ token }) => {
          throw new SocketException(`Bearer ${token} expired`, { code: "unauthenticated" });
        },
      },
    },
  });
  Socket.use("auth:socket");
  await using server = await startServer((io) => Socket.attach(io));
  const error = await refused(server.client({ auth: { token: jwt } }));
  expect(JSON.stringify([error.message, error.data])).not.toContain(jwt);
  expect(JSON.stringify([error.message, error.data])).toContain("***REDACTED***");
  expect(JSON.stringify(facades.lines)).not.toContain(jwt);
  expect(scrubTokenString(`GET /?token=${jwt}`)).not.toContain(jwt);
  expect(JSON.stringify(scrubLogContext({ headers: { authorization: `Bearer ${jwt}` } }))).not.toContain(jwt);
});

test("broadcast helpers reach a room, a user and every client", async () => {
  await using _facades = freshFacades();
  Socket.use("auth:socket");
  Route.socket("join", (socket, room: string) => socket.joinRoom(room));
  await using server = await startServer((io) => Socket.attach(io));
  const ada = await server.connect({ auth: { token: "ada" } });
  await ada.emitWithAck("join", "orders.123");
  await ada.emitWithAck("join", "teams.eng");
  const order = { id: 123 };
  for (const [event, send] of [
    ["order:updated", () => Socket.broadcast("orders.123", "order:updated", order)],
    ["notification:new", () => Socket.emitTo(42, "notification:new", order)],
    ["notification:new", () => Socket.emitTo("42", "notification:new", order)],
    ["notification:new", () => Socket.emitTo("users.42", "notification:new", order)],
    ["deploy", () => Socket.emitTo("teams.eng", "deploy", order)],
    ["order:updated", () => Socket.to("orders.123").emit("order:updated", order)],
    ["server:announcement", () => Socket.emit("server:announcement", order)],
  ] as const) {
    const heard = nextEvent(ada, event);
    await send();
    expect(await heard).toEqual([order]);
  }
});

function byName({ token }: { readonly token: string }): { user: { id: number }; id: number } | null {
  return token === "ada" ? { user: { id: 42 }, id: 42 } : null;
}
