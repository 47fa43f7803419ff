import { SocketException } from "@carillon/socket-contract";
import { createRealtime } from "@carillon/socket-facade";
import type { Realtime } from "@carillon/socket-facade";
import { FakeIo, nextEvent, refused, startServer } from "@carillon/socket-testing";
import type { ClientOptions, ConnectError } from "@carillon/socket-testing";
import type { Socket as ClientSocket } from "socket.io-client";
import { describe, expect, it } from "vitest";

interface Clients extends AsyncDisposable {
  client(options?: ClientOptions): ClientSocket;
  connect(options?: ClientOptions): Promise<ClientSocket>;
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const users = new Map([
  ["ada-token", { id: 1, name: "Ada", abilities: ["orders"] }],
  ["bob-token", { id: 2, name: "Bob" }],
]);

/** One application, whatever it runs on. */
function application(): Realtime {
  const realtime = createRealtime({ logger: silent, auth: { required: true } });
  const { socket, route } = realtime;
  socket.guard("api", ({ token }) => {
    const user = users.get(token);
    return user ? { user, abilities: user.abilities } : null;
  });
  socket.use("auth:socket");
  route.socket("who", (_socket, _payload, context) => context.user as unknown);
  route.socket("orders:list", () => ["order"], { middleware: ["auth:socket", "can:orders"] });
  route.socket("refuse", () => {
    throw new SocketException("Sold out", { code: "sold_out" });
  });
  route.socket("break", () => {
    throw new Error("the password is 1234");
  });
  route.socket("bytes", (_socket, payload) => Buffer.from(payload as Uint8Array));
  route.socket("join", async (joining, room) => {
    await joining.joinRoom(room as string);
    return "joined";
  });
  route.socket("tell", async (_socket, payload) => {
    await socket.broadcast("orders.1", "order:updated", payload as never);
  });
  return realtime;
}

const subjects: [string, (realtime: Realtime) => Promise<Clients>][] = [
  ["a real server", ({ socket: manager }) => startServer((io) => manager.attach(io))],
  [
    "a fake",
    ({ socket: manager }) => {
      const io = new FakeIo();
      manager.attach(io);
      return Promise.resolve(io as Clients);
    },
  ],
];

describe.each(subjects)("the whole layer on %s", (_name, start) => {
  const asAda = { auth: { token: "ada-token" } };

  it("answers, refuses and hides", async () => {
    await using server = await start(application());
    const ada = await server.connect(asAda);
    expect(await ada.emitWithAck("who")).toEqual({ ok: true, data: users.get("ada-token") });
    expect(await ada.emitWithAck("refuse")).toMatchObject({ ok: false, error: "sold_out" });
    expect(await ada.emitWithAck("break")).toMatchObject({
      error: "socket_error",
      message: "An unexpected error occurred.",
    });
    expect(await ada.emitWithAck("nothing:here")).toMatchObject({ error: "unknown_event", status: 404 });
    expect(await ada.emitWithAck("bytes", Buffer.from("abc"))).toEqual({
      ok: true,
      data: Buffer.from("abc"),
    });
    const told = nextEvent(ada, "error:socket");
    ada.emit("refuse");
    expect(await told).toMatchObject([{ ok: false, error: "sold_out", event: "refuse" }]);
  });

  it("refuses strangers at the door, with a code", async () => {
    await using server = await start(application());
    const refusal: ConnectError = await refused(server.client({ auth: { token: "stale" } }));
    expect(refusal.message).toMatch(/^Unauthenticated/);
    expect(refusal.data).toMatchObject({ error: "unauthenticated", status: 401 });
  });

  it("asks for abilities and guards personal rooms", async () => {
    await using server = await start(application());
    const [ada, bob] = await Promise.all([
      server.connect(asAda),
      server.connect({ auth: { token: "bob-token" } }),
    ]);
    expect(await ada.emitWithAck("orders:list")).toMatchObject({ ok: true });
    expect(await bob.emitWithAck("orders:list")).toMatchObject({ error: "forbidden" });
    expect(await bob.emitWithAck("join", "users.1")).toMatchObject({ error: "forbidden_room" });
  });

  it("broadcasts to rooms and to users", async () => {
    const realtime = application();
    await using server = await start(realtime);
    const ada = await server.connect(asAda);
    await ada.emitWithAck("join", "orders.1");
    const updated = nextEvent(ada, "order:updated");
    await ada.emitWithAck("tell", { id: 1 });
    expect(await updated).toEqual([{ id: 1 }]);
    const personal = nextEvent(ada, "hello");
    await realtime.socket.emitTo(1, "hello", "Ada");
    expect(await personal).toEqual(["Ada"]);
  });

  it("ends a session at once", async () => {
    const realtime = application();
    await using server = await start(realtime);
    const ada = await server.connect(asAda);
    const ends = Promise.all([nextEvent(ada, "auth:revoked"), nextEvent(ada, "disconnect")]);
    expect(realtime.socket.revoke({ userId: 1 })).toBe(1);
    expect(await ends).toMatchObject([[{ error: "revoked" }], ["io server disconnect", undefined]]);
  });
});

describe("acting as a user", () => {
  it("passes the guards without a token, and nothing behind them", async () => {
    const realtime = application();
    await using io = new FakeIo();
    realtime.socket.attach(io);
    const eve = await io.actingAs({ id: 7, name: "Eve" }, { abilities: ["orders"] }).connect();
    expect(await eve.emitWithAck("who")).toEqual({ ok: true, data: { id: 7, name: "Eve" } });
    expect(await eve.emitWithAck("orders:list")).toMatchObject({ ok: true });
    const mallory = await io.actingAs({ id: 8 }).connect();
    expect(await mallory.emitWithAck("orders:list")).toMatchObject({ error: "forbidden" });

    await realtime.socket.emitTo(7, "hello", "Eve");
    await io.settled();
    expect([eve.received("hello"), mallory.received("hello")]).toEqual([["Eve"], []]);
    expect(io.sent).toMatchObject([{ event: "hello", args: ["Eve"], rooms: ["users.7"] }]);
    expect(realtime.socket.revoke({ userId: 7 })).toBe(1);
    await io.settled();
    expect(eve.connected).toBe(false);
  });
});
