import { defineContract } from "@carillon/socket-contract";
import type { NotificationPage } from "@carillon/socket-contract";
import { createClient } from "@carillon/socket-client";
import { expectTypeOf, test } from "vitest";
import { z } from "zod";

const message = z.object({ id: z.number(), text: z.string() });
export const contract = defineContract({
  client: {
    "chat:send": {
      payload: z.object({ room: z.string(), at: z.string().transform(Number) }),
      reply: message,
    },
    "chat:count": { reply: z.number().transform(String) },
    bare: {},
  },
  server: { "chat:message": { payload: message }, tick: {} },
  channels: {
    "rooms.{room}": {
      presence: z.object({ name: z.string() }),
      whisper: { typing: { payload: z.object({ on: z.boolean() }) }, ping: {} },
    },
    "orders.{order}.items.{item}": {},
    lobby: {},
  },
});
const client = createClient<typeof contract>();

test("requests", () => {
  expectTypeOf(client.request("chat:send", { room: "a", at: "1" })).resolves.toEqualTypeOf<{
    id: number;
    text: string;
  }>();
  expectTypeOf(client.request("chat:count")).resolves.toEqualTypeOf<string>();
  expectTypeOf(client.request("bare")).resolves.toEqualTypeOf<unknown>();
  expectTypeOf(client.request("bare", { anything: 1 }, { timeoutMs: 5 })).resolves.toEqualTypeOf<unknown>();
  void client.try("chat:send", { room: "a", at: "1" }).then((outcome) => {
    if (outcome.ok) expectTypeOf(outcome.data.text).toEqualTypeOf<string>();
    else expectTypeOf(outcome.error.code).toBeString();
  });
  // @ts-expect-error -- no such event
  void client.request("chat:sned", { room: "a", at: "1" });
  // @ts-expect-error -- the schema's output, not its input
  void client.request("chat:send", { room: "a", at: 1 });
  // @ts-expect-error -- a field is missing
  void client.request("chat:send", { room: "a" });
  // @ts-expect-error -- without the payload
  void client.request("chat:send");
  // @ts-expect-error -- a server's event
  void client.request("chat:message", { id: 1, text: "" });
  // @ts-expect-error -- the reply is no number
  const count: Promise<number> = client.request("chat:count");
  void count;
  // @ts-expect-error -- no options behind a message
  client.send("chat:count", undefined, { timeoutMs: 5 });
  // @ts-expect-error -- a wrong payload
  client.send("chat:send", "a");
});

test("built-in events need no declaration", () => {
  expectTypeOf(client.request("notifications:list")).resolves.toEqualTypeOf<NotificationPage>();
  expectTypeOf(client.request("notifications:list", { limit: 5 })).resolves.toEqualTypeOf<NotificationPage>();
  client.on("auth:expiring", ({ expiresInMs }) => expectTypeOf(expiresInMs).toEqualTypeOf<number>());
  // @ts-expect-error -- no such field
  void client.request("notifications:list", { size: 5 });
});

test("listeners", () => {
  client.on("chat:message", (data) => expectTypeOf(data).toEqualTypeOf<{ id: number; text: string }>());
  client.on("tick", (data) => expectTypeOf(data).toEqualTypeOf<unknown>());
  expectTypeOf(client.once("chat:message")).resolves.toEqualTypeOf<{ id: number; text: string }>();
  // @ts-expect-error -- no such event
  client.on("chat:massage", () => undefined);
  // @ts-expect-error -- a client's event
  client.on("chat:send", () => undefined);
  // @ts-expect-error -- a wrong parameter
  client.on("chat:message", (data: { id: string }) => data);
});

test("channels", () => {
  const room = client.channel("rooms.{room}", { room: 7 });
  expectTypeOf(client.channel("rooms.7").presence.getSnapshot()[0]!.info).toEqualTypeOf<{
    name: string;
  } | null>();
  expectTypeOf(room.presence.getSnapshot()[0]!.info).toEqualTypeOf<{ name: string } | null>();
  room.presence.onJoin(({ info }) => expectTypeOf(info).toEqualTypeOf<{ name: string } | null>());
  room.on("chat:message", (data, { replayed, offset }) => {
    expectTypeOf(data.text).toEqualTypeOf<string>();
    expectTypeOf(replayed).toEqualTypeOf<boolean>();
    expectTypeOf(offset).toEqualTypeOf<number | undefined>();
  });
  client.channel("lobby").on("tick", () => undefined);
  client.channel("orders.{order}.items.{item}", { order: 1, item: "a" });
  client.private("lobby");
  client.join("rooms.7");
  // @ts-expect-error -- no such channel
  client.channel("room.{room}", { room: 7 });
  // @ts-expect-error -- no such channel
  client.channel("nowhere");
  // @ts-expect-error -- without its parameters
  client.channel("rooms.{room}");
  // @ts-expect-error -- another parameter
  client.channel("rooms.{room}", { id: 7 });
  // @ts-expect-error -- one parameter of two
  client.channel("orders.{order}.items.{item}", { order: 1 });
  // @ts-expect-error -- a whole name has no parameters
  client.channel("rooms.7", { room: 7 });
  // @ts-expect-error -- no such event
  room.on("chat:massage", () => undefined);
});

test("whispers", () => {
  const room = client.channel("rooms.7");
  room.whisper("typing", { on: true });
  room.whisper("ping");
  room.onWhisper("typing", (data, from) => {
    expectTypeOf(data).toEqualTypeOf<{ on: boolean }>();
    expectTypeOf(from).toEqualTypeOf<string | null>();
  });
  // @ts-expect-error -- a whisper that the channel has not
  room.whisper("shouting", { on: true });
  // @ts-expect-error -- a wrong payload
  room.whisper("typing", { on: "yes" });
  // @ts-expect-error -- a channel without whispers
  client.channel("lobby").whisper("typing", { on: true });
});

test("policies by event", () => {
  createClient<typeof contract>({ offline: { "chat:send": { queue: 10, expireMs: 1_000 }, bare: "drop" } });
  createClient<typeof contract>({ offline: { queue: 10, expireMs: 1_000, keep: "last" } });
  // @ts-expect-error -- no such event
  createClient<typeof contract>({ offline: { "chat:sned": "drop" } });
});

test("without a contract everything is loose", () => {
  const loose = createClient();
  expectTypeOf(loose.request("anything", { a: 1 })).resolves.toBeAny();
  loose.on("anything", (data) => expectTypeOf(data).toBeAny());
  loose.channel("any.{where}", { where: 1 }).whisper("any", 1);
  loose.channel("any.1").on("anything", (data) => expectTypeOf(data).toBeAny());
});
