import type { Server, Socket } from "socket.io";
import { describe, expectTypeOf, test } from "vitest";
import { defineContract } from "@carillon/socket-contract";
import { z } from "zod";
import { createRouter } from "./index.js";
import type { EventContext, Handler, Middleware, MiddlewareCall, PayloadOf, RouteName } from "./index.js";

class ChatController {
  static motto = "not a method";
  static send(_socket: Socket, payload: { text: string }): string {
    return payload.text;
  }
  async read(_socket: Socket, _payload: unknown, context: EventContext): Promise<string | null> {
    return Promise.resolve(context.userId);
  }
  title = "not a method either";
}

const plain = { go: (): number => 1, stop: 1 };

describe("handlers", () => {
  test("a function's four arguments are inferred", () => {
    createRouter().socket("event", (socket, payload, context, io) => {
      expectTypeOf(socket).toEqualTypeOf<Socket>();
      expectTypeOf(payload).toBeAny();
      expectTypeOf(context).toEqualTypeOf<EventContext>();
      expectTypeOf(context.signal).toEqualTypeOf<AbortSignal>();
      expectTypeOf(io).toEqualTypeOf<Server>();
    });
  });

  test("every form compiles", () => {
    const router = createRouter();
    router.socket("a", () => undefined);
    router.socket("b", ChatController.send);
    router.socket("c", "ChatController@send");
    router.socket("d", [ChatController, "send"]);
    router.socket("e", [ChatController, "read"]);
    router.socket("f", [new ChatController(), "read"]);
    router.socket("g", [plain, "go"]);
    router.socket("h", { handle: async () => Promise.resolve(1) });
    router.socket(
      "i",
      class {
        handle(): number {
          return 1;
        }
      },
    );
    router.useSocketController("ChatController", ChatController);
  });

  test("what must not compile does not", () => {
    const router = createRouter();
    // @ts-expect-error -- no such method
    router.socket("a", [ChatController, "sent"]);
    // @ts-expect-error -- no method
    router.socket("b", [ChatController, "motto"]);
    // @ts-expect-error -- no method
    router.socket("c", [new ChatController(), "title"]);
    // @ts-expect-error -- "@" is missing
    router.socket("d", "ChatController");
    // @ts-expect-error -- no handler
    router.socket("e", undefined);
    // @ts-expect-error -- no handle()
    router.socket("f", { handles: () => 1 });
    // @ts-expect-error -- misspelt option
    router.socket("g", () => 1, { timeOut: 1 });
    // @ts-expect-error -- no such ordering
    router.socketGroup({ ordering: "random" }, () => undefined);
    // @ts-expect-error -- next() refuses nothing
    router.socket("h", () => 1, { middleware: ({ next }) => next(new Error("no")) as unknown });
  });
});

test("middleware is inferred, in a route, in a group and from a factory", () => {
  const router = createRouter();
  router.socketGroup(
    {
      middleware: [
        async (call) => {
          expectTypeOf(call).toEqualTypeOf<MiddlewareCall>();
          await call.next();
        },
        { handle: ({ context }) => void expectTypeOf(context).toEqualTypeOf<EventContext>() },
        "throttle:60,1m",
      ],
    },
    (route) => expectTypeOf(route).toEqualTypeOf(router),
  );
  router.middleware("named", (first, ...rest) => {
    expectTypeOf(first).toEqualTypeOf<string>();
    expectTypeOf(rest).toEqualTypeOf<string[]>();
    return ({ next }) => next() as unknown;
  });
  expectTypeOf<Middleware>().parameter(0).toEqualTypeOf<MiddlewareCall>();
});

test("without a contract names are strings and payloads are loose", () => {
  expectTypeOf<RouteName>().toEqualTypeOf<string>();
  expectTypeOf<PayloadOf<"anything">>().toBeAny();
  expectTypeOf<Handler>().returns.toEqualTypeOf<unknown>();
});

describe("a route's own schemas", () => {
  const payload = z.object({ at: z.string().transform((text) => new Date(text)) });

  test("type what its handler gets and returns", () => {
    createRouter().socket(
      "buy",
      (_socket, { at }) => {
        expectTypeOf(at).toEqualTypeOf<Date>();
        return at.getTime();
      },
      { payload, reply: z.number() },
    );
    // @ts-expect-error -- wrong reply
    createRouter().socket("buy", () => "1", { reply: z.number() });
    // @ts-expect-error -- wrong payload
    createRouter().socket("buy", (_socket, { at }: { at: number }) => at, { payload });
  });

  test("type what its middleware gets, which is what clients send", () => {
    createRouter().socket("buy", (_socket, { at }) => at.getTime(), {
      payload,
      middleware: (call) => {
        expectTypeOf(call.payload).toEqualTypeOf<{ at: string }>();
        return call.next() as unknown;
      },
    });
  });
});

describe("createRouter({ contract })", () => {
  const contract = defineContract({
    client: {
      "chat:message": { payload: z.object({ text: z.string() }), reply: z.object({ id: z.number() }) },
      "orders:admin:retry": { payload: z.object({ order: z.number() }) },
    },
    server: { news: { payload: z.object({ text: z.string() }) } },
  });

  test("types names, payloads, replies and the socket", () => {
    const router = createRouter({ contract });
    router.socket("chat:message", (socket, payload, _context, io) => {
      expectTypeOf(payload).toEqualTypeOf<{ text: string }>();
      socket.emit("news", payload);
      socket.to("room").emit("news", payload);
      io.emit("news", payload);
      // @ts-expect-error -- no such event
      socket.emit("olds", payload);
      // @ts-expect-error -- wrong payload
      socket.to("room").emit("news", { text: 1 });
      return { id: 1 };
    });
    router.socketGroup({ prefix: "orders" }, (route) => {
      route.socket("admin:retry", (_socket, { order }) => order.toFixed());
    });
    router.socket("chat:message", ChatControllerOfContract.send);
    router.socket("chat:message", [ChatControllerOfContract, "send"]);
    router.socket("chat:message", (_socket, text) => ({ id: text.length }), { payload: z.string() });
    // @ts-expect-error -- unknown event
    router.socket("chat:mesage", () => ({ id: 1 }));
    // @ts-expect-error -- an event of the server
    router.socket("news", () => undefined);
    // @ts-expect-error -- wrong reply
    router.socket("chat:message", () => ({ id: "1" }));
    // @ts-expect-error -- wrong payload
    router.socket("chat:message", (_socket, payload: { text: number }) => ({ id: payload.text }));
  });
});

class ChatControllerOfContract {
  static send(_socket: Socket, { text }: { text: string }): { id: number } {
    return { id: text.length };
  }
}
