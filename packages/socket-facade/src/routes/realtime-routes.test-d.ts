import { defineContract } from "@carillon/socket-contract";
import { expectTypeOf, test } from "vitest";
import { z } from "zod";
import { createRealtime } from "../index.js";

const contract = defineContract({
  client: {
    "chat:message": { payload: z.object({ text: z.string() }), reply: z.object({ id: z.number() }) },
  },
  server: { "order:updated": { payload: z.object({ id: z.number() }) } },
  channels: { "rooms.{room}": { presence: z.object({ name: z.string() }) } },
});

test("createRealtime({ contract }) types routes, channels and broadcasts without a registered contract", () => {
  const { route, socket } = createRealtime({ contract });
  route.socket("chat:message", (connection, payload) => {
    expectTypeOf(payload).toEqualTypeOf<{ text: string }>();
    connection.to("lobby").emit("order:updated", { id: 1 });
    return { id: 1 };
  });
  route.socketGroup({ prefix: "chat" }, (group) => {
    group.socket("message", (_socket, { text }) => ({ id: text.length }));
  });
  route.channel("rooms.{room}", { join: (_context, { room }) => ({ name: room }), presence: true });
  void socket.broadcast("lobby", "order:updated", { id: 1 });
  // @ts-expect-error -- no such event
  route.socket("chat:mesage", () => ({ id: 1 }));
  // @ts-expect-error -- wrong reply
  route.socket("chat:message", () => ({ id: "1" }));
  // @ts-expect-error -- no such channel
  route.channel("room.{room}", () => true);
  // @ts-expect-error -- not what members show
  route.channel("rooms.{room}", { join: () => ({ nam: "Ada" }), presence: true });
  // @ts-expect-error -- an event of clients
  void socket.broadcast("lobby", "chat:message", { text: "" });
});

test("without a contract everything stays loose", () => {
  const { route } = createRealtime();
  route.socket("anything", (_socket, payload) => {
    expectTypeOf(payload).toBeAny();
  });
  route.channel("orders.{orderId}", (_context, { orderId }) => orderId === "1");
});
