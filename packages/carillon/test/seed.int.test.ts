import { Route, Socket } from "carillon";
import { nextEvent, startServer } from "@carillon/socket-testing";
import { expect, test } from "vitest";
import { freshFacades } from "./seed-kit.js";

test("the seed's At a Glance, its files as they stand", async () => {
  await using facades = freshFacades({ auth: { required: false } });
  Socket.use("auth:socket");
  // @ts-expect-error -- the seed's files are JavaScript
  await import("./seed/routes/sockets.js");
  for (const name of ["OrderSocketController", "NotificationSocketController"]) {
    const module = (await import(`./seed/app/Sockets/${name}.js`)) as { default: object };
    Route.useSocketController(name, module.default);
  }
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
  expect(facades.lines.flat()).toContain("chat message");

  const order = nextEvent(client, "order:updated");
  await Socket.broadcast("orders.123", "order:updated", { id: 123 });
  expect(await order).toEqual([{ id: 123 }]);

  const hi = nextEvent(client, "notification:new");
  await Socket.emitTo(42, "notification:new", { title: "Hi" });
  expect(await hi).toEqual([{ title: "Hi" }]);
});
