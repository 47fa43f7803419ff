import { Route, setSocketManager, setSocketsConfig, Socket, SocketManager } from "carillon";
import { nextEvent, startServer } from "@carillon/socket-testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** The user that the seed's controllers expect: `markNotificationAsRead` on `context.user`. */
class User {
  readonly id: number;
  readonly read: unknown[] = [];

  constructor(id: number) {
    this.id = id;
  }

  markNotificationAsRead(id: unknown): { id: unknown; unread: number } {
    this.read.push(id);
    return { id, unread: 0 };
  }
}

const ada = new User(42);
const lines: unknown[][] = [];
const logger = { debug() {}, info: (...line: unknown[]) => void lines.push(line), warn() {}, error() {} };

describe("the seed's At a Glance, its files as they stand", () => {
  let before: SocketManager;
  beforeAll(async () => {
    before = setSocketManager(new SocketManager());
    setSocketsConfig({ logger, auth: { required: false } });
    Socket.guard("api", ({ token }) => (token === "ada" ? { user: ada, id: ada.id } : null));
    Socket.use("auth:socket");
    // @ts-expect-error -- the seed's files are JavaScript
    await import("./seed/routes/sockets.js");
    for (const name of ["OrderSocketController", "NotificationSocketController"]) {
      const module = (await import(`./seed/app/Sockets/${name}.js`)) as { default: object };
      Route.useSocketController(name, module.default);
    }
  });
  afterAll(() => {
    setSocketManager(before);
  });

  test("answers, guards and broadcasts", async () => {
    await using server = await startServer((io) => Socket.attach(io));
    const client = await server.connect({ auth: { token: "ada" } });
    const anonymous = await server.connect();

    expect(await client.emitWithAck("order:subscribe", { id: 123 })).toEqual({
      ok: true,
      data: { subscribed: 123 },
    });
    expect(await anonymous.emitWithAck("order:subscribe", { id: 123 })).toMatchObject({
      ok: false,
      error: "unauthenticated",
    });
    expect(await client.emitWithAck("notifications:read", { id: 7 })).toEqual({
      ok: true,
      data: { id: 7, unread: 0 },
    });

    const message = nextEvent(client, "chat:message");
    expect(await anonymous.emitWithAck("chat:message", { room: "orders.123", text: "hi" })).toEqual({
      ok: true,
      data: { ok: true },
    });
    expect(await message).toEqual([{ from: null, text: "hi" }]);
    expect(lines.flat()).toContain("chat message");

    const order = nextEvent(client, "order:updated");
    await Socket.broadcast("orders.123", "order:updated", { id: 123 });
    expect(await order).toEqual([{ id: 123 }]);

    const hi = nextEvent(client, "notification:new");
    await Socket.emitTo(ada.id, "notification:new", { title: "Hi" });
    expect(await hi).toEqual([{ title: "Hi" }]);
  });
});
