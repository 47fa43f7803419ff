import type { Server } from "socket.io";
import type { Socket as ClientSocket } from "socket.io-client";
import { describe, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { defineContract } from "./index.js";
import type { ChannelJoinReply, ClientEvents, Envelope, ServerEvents } from "./index.js";

export const contract = defineContract({
  client: {
    "chat:message": {
      payload: z.object({ text: z.string() }),
      reply: z.number().transform((n) => String(n)),
    },
    "chat:search": { payload: z.object({ text: z.string() }).optional(), reply: z.array(z.string()) },
    ping: {},
  },
  server: {
    news: { payload: z.object({ at: z.string().transform((text) => new Date(text)) }) },
    tick: {},
  },
});
type Contract = typeof contract;

declare const client: ClientSocket<ServerEvents<Contract>, ClientEvents<Contract>>;
declare const io: Server<ClientEvents<Contract>, ServerEvents<Contract>>;

describe("a plain client of Socket.IO", () => {
  test("emitWithAck infers the answer from the event", () => {
    expectTypeOf(client.emitWithAck("chat:message", { text: "" })).resolves.toEqualTypeOf<Envelope<number>>();
    expectTypeOf(client.emitWithAck("ping")).resolves.toEqualTypeOf<Envelope>();
    expectTypeOf(client.emitWithAck("chat:search")).resolves.toEqualTypeOf<Envelope<string[]>>();
    expectTypeOf(client.emitWithAck("chat:search", { text: "" })).resolves.toEqualTypeOf<
      Envelope<string[]>
    >();
    // @ts-expect-error -- not what is answered
    const wrong: Promise<number> = client.emitWithAck("chat:message", { text: "" });
    void wrong;
    // @ts-expect-error -- one payload object
    void client.emitWithAck("chat:message", 1, 2, 3);
    // @ts-expect-error -- no payload
    void client.emitWithAck("chat:message");
    // @ts-expect-error -- this event has none
    void client.emitWithAck("ping", 1);
    // @ts-expect-error -- no such event
    void client.emitWithAck("chat:mesage", { text: "" });
    // @ts-expect-error -- wrong payload
    void client.emitWithAck("chat:message", { text: 1 });
  });

  test("emit takes an ack, and timeout() puts an error before the answer", () => {
    client.emit("ping", (answer) => {
      expectTypeOf(answer).toEqualTypeOf<Envelope>();
    });
    client.emit("chat:message", { text: "" }, (answer) => {
      expectTypeOf(answer).toEqualTypeOf<Envelope<number>>();
    });
    client.timeout(100).emit("chat:message", { text: "" }, (error, answer) => {
      expectTypeOf(error).toEqualTypeOf<Error>();
      expectTypeOf(answer).toEqualTypeOf<Envelope<number>>();
    });
    // @ts-expect-error -- without an ack Socket.IO's types refuse it
    client.emit("chat:message", { text: "" });
  });

  test("listeners get what the server sends", () => {
    client.on("news", (payload) => {
      expectTypeOf(payload).toEqualTypeOf<{ at: string }>();
    });
    client.on("auth:expiring", ({ expiresInMs }) => {
      expectTypeOf(expiresInMs).toBeNumber();
    });
    client.on("error:socket", ({ event }) => {
      expectTypeOf(event).toBeString();
    });
    // @ts-expect-error -- no such event
    client.on("olds", () => undefined);
  });

  test("the events that Carillon answers are typed", () => {
    expectTypeOf(client.emitWithAck("channel:join", { channel: "a" })).resolves.toEqualTypeOf<
      Envelope<ChannelJoinReply>
    >();
    void client.emitWithAck("notifications:unread-count");
    // @ts-expect-error -- a channel is an object
    void client.emitWithAck("channel:join", "a");
  });
});

describe("a plain server of Socket.IO", () => {
  test("sends what the contract holds", () => {
    io.emit("news", { at: "" });
    io.to("room").emit("tick");
    io.emit("tick", { any: 1 });
    // @ts-expect-error -- wrong payload
    io.emit("news", { at: 5 });
    // @ts-expect-error -- no payload
    io.emit("news");
    // @ts-expect-error -- no such event
    io.emit("olds", {});
  });

  test("listens with payload and ack", () => {
    io.on("connection", (socket) => {
      socket.on("chat:message", (payload, ack) => {
        expectTypeOf(payload).toEqualTypeOf<{ text: string }>();
        ack({ ok: true, data: 1 });
        // @ts-expect-error -- not what is answered
        ack({ ok: true, data: "1" });
      });
      socket.on("ping", (ack) => {
        ack({ ok: true, data: undefined });
      });
    });
  });
});

test("without a contract everything is as loose as in Socket.IO", () => {
  const loose = null as unknown as ClientSocket<ServerEvents, ClientEvents>;
  loose.emit("anything", 1, 2, () => undefined);
  loose.on("anything", (payload) => {
    expectTypeOf(payload).toBeAny();
  });
  expectTypeOf(loose.emitWithAck("anything")).resolves.toBeAny();
});
