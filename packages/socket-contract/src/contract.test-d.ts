import { type } from "arktype";
import * as v from "valibot";
import { describe, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { defineContract } from "./index.js";
import type {
  BroadcastPayload,
  ClientEventName,
  HandlerPayload,
  HandlerReply,
  ListenerPayload,
  PresenceInfo,
  RequestPayload,
  RequestReply,
  ServerEventName,
} from "./index.js";

export const contract = defineContract({
  client: {
    "zod:event": {
      payload: z.object({ at: z.string().transform((text) => new Date(text)) }),
      reply: z.number().transform((n) => String(n)),
    },
    "valibot:event": {
      payload: v.object({
        at: v.pipe(
          v.string(),
          v.transform((text) => new Date(text)),
        ),
      }),
    },
    "arktype:event": { payload: type({ at: "string.date.parse" }), reply: type({ ok: "boolean" }) },
    bare: {},
  },
  server: {
    news: { payload: z.object({ n: z.string().transform(Number) }) },
    tick: {},
  },
  channels: {
    "rooms.{room}": { presence: z.object({ name: z.string() }) },
    "teams.{team}.desks.{desk}": { presence: v.object({ desk: v.number() }) },
    lobby: { presence: type({ at: "string.date.parse" }) },
    "plain.{n}": {},
  },
});
type Contract = typeof contract;

describe("polarity", () => {
  test("clients send a schema's input, handlers see its output", () => {
    expectTypeOf<RequestPayload<"zod:event", Contract>>().toEqualTypeOf<{ at: string }>();
    expectTypeOf<HandlerPayload<"zod:event", Contract>>().toEqualTypeOf<{ at: Date }>();
    expectTypeOf<RequestPayload<"valibot:event", Contract>>().toEqualTypeOf<{ at: string }>();
    expectTypeOf<HandlerPayload<"valibot:event", Contract>>().toEqualTypeOf<{ at: Date }>();
    expectTypeOf<RequestPayload<"arktype:event", Contract>>().toEqualTypeOf<{ at: string }>();
    expectTypeOf<HandlerPayload<"arktype:event", Contract>>().toEqualTypeOf<{ at: Date }>();
  });

  test("members show each other a presence schema's input", () => {
    expectTypeOf<PresenceInfo<"rooms.{room}", Contract>>().toEqualTypeOf<{ name: string }>();
    expectTypeOf<PresenceInfo<"rooms.{other}", Contract>>().toEqualTypeOf<{ name: string }>();
    expectTypeOf<PresenceInfo<"rooms.1", Contract>>().toEqualTypeOf<{ name: string }>();
    expectTypeOf<PresenceInfo<`rooms.${string}`, Contract>>().toEqualTypeOf<{ name: string }>();
    expectTypeOf<PresenceInfo<"teams.1.desks.2", Contract>>().toEqualTypeOf<{ desk: number }>();
    expectTypeOf<PresenceInfo<"lobby", Contract>>().toEqualTypeOf<{ at: string }>();
    expectTypeOf<PresenceInfo<"plain.1", Contract>>().toEqualTypeOf<object>();
    expectTypeOf<PresenceInfo<"room.1", Contract>>().toEqualTypeOf<object>();
    expectTypeOf<PresenceInfo<string, Contract>>().toEqualTypeOf<object>();
    expectTypeOf<PresenceInfo<"rooms.1">>().toEqualTypeOf<object>();
  });

  test("handlers return a reply's input, clients get its output", () => {
    expectTypeOf<HandlerReply<"zod:event", Contract>>().toEqualTypeOf<number>();
    expectTypeOf<RequestReply<"zod:event", Contract>>().toEqualTypeOf<string>();
    expectTypeOf<HandlerReply<"arktype:event", Contract>>().toEqualTypeOf<{ ok: boolean }>();
  });

  test("servers send a schema's input, listeners see its output", () => {
    expectTypeOf<BroadcastPayload<"news", Contract>>().toEqualTypeOf<{ n: string }>();
    expectTypeOf<ListenerPayload<"news", Contract>>().toEqualTypeOf<{ n: number }>();
  });

  test("what is not declared is unknown", () => {
    expectTypeOf<HandlerPayload<"bare", Contract>>().toEqualTypeOf<unknown>();
    expectTypeOf<HandlerReply<"bare", Contract>>().toEqualTypeOf<unknown>();
    expectTypeOf<RequestReply<"bare", Contract>>().toEqualTypeOf<unknown>();
    expectTypeOf<BroadcastPayload<"tick", Contract>>().toEqualTypeOf<unknown>();
  });
});

test("names are those of the contract", () => {
  expectTypeOf<ClientEventName<Contract>>().toEqualTypeOf<
    "zod:event" | "valibot:event" | "arktype:event" | "bare"
  >();
  expectTypeOf<ServerEventName<Contract>>().toEqualTypeOf<"news" | "tick">();
});

test("a half that is missing has no events", () => {
  const half = defineContract({ client: { only: {} } });
  expectTypeOf(half.client).toHaveProperty("only");
  expectTypeOf<ServerEventName<typeof half>>().toEqualTypeOf<never>();
  expectTypeOf<ClientEventName<typeof half>>().toEqualTypeOf<"only">();
});

test("without a contract everything is loose", () => {
  expectTypeOf<ClientEventName>().toEqualTypeOf<string>();
  expectTypeOf<HandlerPayload<"anything">>().toBeAny();
  expectTypeOf<RequestReply<"anything">>().toBeAny();
  expectTypeOf<HandlerReply<"anything">>().toEqualTypeOf<unknown>();
});

test("a contract is made of schemas", () => {
  // @ts-expect-error -- not a schema
  defineContract({ client: { event: { payload: { a: "string" } } } });
  // @ts-expect-error -- not a schema
  defineContract({ client: { event: { payload: z.string(), reply: 5 } } });
});
