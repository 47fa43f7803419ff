import { SocketException } from "@carillon/socket-contract";
import { unhandledDuring, waitFor } from "@carillon/socket-testing";
import { describe, expect, test } from "vitest";
import type { Middleware } from "../src/index.js";
import { hidden, routed, ways } from "./routed-server.js";

/** What a misbehaving middleware must lead to: how often the handler ran, and what the client got. */
const misuses: readonly (readonly [name: string, run: Middleware, runs: number, answer: unknown])[] = [
  [
    "next() twice",
    async ({ next }) => {
      await next();
      await next();
    },
    1,
    hidden,
  ],
  [
    "next() twice at once",
    async ({ next }) => {
      await Promise.all([next(), next()]);
    },
    1,
    hidden,
  ],
  [
    "next() twice, neither awaited",
    ({ next }) => {
      void next();
      void next();
    },
    1,
    hidden,
  ],
  [
    "next() twice, the second fault swallowed",
    async ({ next }) => {
      await next();
      await Promise.resolve(next()).catch(() => undefined);
      return "all is well";
    },
    1,
    hidden,
  ],
  [
    "next() then throw",
    ({ next }) => {
      void next();
      throw new Error("afterwards");
    },
    1,
    hidden,
  ],
  [
    "next() then an asynchronous throw",
    async ({ next }) => {
      await next();
      throw new SocketException("Too late", { code: "too_late" });
    },
    1,
    expect.objectContaining({ error: "too_late" }),
  ],
  [
    "next(error), as in Express",
    ({ next }) => (next as (error: unknown) => unknown)(new SocketException("No", { code: "forbidden" })),
    0,
    expect.objectContaining({ error: "forbidden" }),
  ],
  [
    "next(error) then a return",
    ({ next }) => {
      (next as (error: unknown) => unknown)(new Error("secret"));
    },
    0,
    hidden,
  ],
  ["neither next() nor a value", () => undefined, 0, hidden],
  ["neither, asynchronously", async () => Promise.resolve(), 0, hidden],
  [
    "never settling",
    () => new Promise(() => undefined),
    0,
    expect.objectContaining({ error: "timeout", status: 504 }),
  ],
  ["a value without next()", () => "cached", 0, { ok: true, data: "cached" }],
  [
    "a value instead of next()'s",
    async ({ next }) => ({ wrapped: (await next()) as unknown }),
    1,
    { ok: true, data: { wrapped: "handled" } },
  ],
  [
    "next() without await",
    ({ next }) => {
      void next();
    },
    1,
    { ok: true, data: "handled" },
  ],
  [
    "a falsy value",
    async ({ next }) => {
      await next();
      return null;
    },
    1,
    { ok: true, data: null },
  ],
];

describe.each(ways)("middleware, $title", (way) => {
  test.each(misuses)("%s", async (_name, middleware, expectedRuns, answer) => {
    let runs = 0;
    await using server = await routed(way, (router) => {
      router.socket(
        "event",
        async () => {
          runs++;
          await Promise.resolve();
          return "handled";
        },
        { middleware, timeoutMs: 50 },
      );
      router.socket("alive", () => true);
    });
    const client = await server.connect();
    const answers: unknown[] = [];
    const unhandled = await unhandledDuring(async () => {
      client.emit("event", {}, (given: unknown) => answers.push(given));
      await waitFor(() => answers.length > 0);
      await client.emitWithAck("alive");
    });
    expect(unhandled).toEqual([]);
    expect(answers).toEqual([answer]);
    expect(runs).toBe(expectedRuns);
  });

  test("a handler that fails behind a middleware that did not wait for it crashes nothing", async () => {
    let failed = 0;
    await using server = await routed(way, (router) => {
      router.socket(
        "event",
        async () => {
          failed++;
          await Promise.resolve();
          throw new Error("this is not awaited");
        },
        {
          middleware: ({ next }) => {
            void next();
            return "cached";
          },
        },
      );
    });
    const client = await server.connect();
    const unhandled = await unhandledDuring(async () => {
      expect(await client.emitWithAck("event")).toEqual({ ok: true, data: "cached" });
    });
    expect([unhandled, failed]).toEqual([[], 1]);
  });

  test("next() after the deadline starts nothing, and the log stays quiet about it", async () => {
    let goOn: () => void = () => undefined;
    let handled = false;
    let ended: unknown;
    await using server = await routed(way, (router) => {
      router.socket("event", () => (handled = true), {
        timeoutMs: 20,
        middleware: async ({ next }) => {
          await new Promise<void>((resolve) => (goOn = resolve));
          try {
            return (await next()) as unknown;
          } catch (error) {
            ended = error;
            throw error;
          }
        },
      });
    });
    const client = await server.connect();
    expect(await client.emitWithAck("event", {})).toMatchObject({ error: "timeout" });
    goOn();
    await waitFor(() => ended !== undefined);
    expect(handled).toBe(false);
    expect(server.log.map(({ fields }) => fields["code"])).toEqual(["timeout"]);
  });

  test("runs in order from the outer group to the route, and back", async () => {
    const steps: string[] = [];
    function step(name: string): Middleware {
      return async ({ next }) => {
        steps.push(`> ${name}`);
        const reply: unknown = await next();
        steps.push(`< ${name}`);
        return reply;
      };
    }
    await using server = await routed(way, (router) => {
      router.socketGroup({ prefix: "a", middleware: [step("outer"), step("outer 2")] }, () => {
        router.socketGroup({ prefix: "b", middleware: { handle: step("inner") } }, () => {
          router.socket("c", () => steps.push("handler"), { middleware: step("own") });
        });
      });
    });
    const client = await server.connect();
    await client.emitWithAck("a:b:c");
    expect(steps).toEqual([
      "> outer",
      "> outer 2",
      "> inner",
      "> own",
      "handler",
      "< own",
      "< inner",
      "< outer 2",
      "< outer",
    ]);
  });

  test("is the seed's shape: payload, socket, context, io and next", async () => {
    await using server = await routed(way, (router) => {
      router.middleware("room", (field = "room") => async ({ payload, next, socket, context, io }) => {
        if (!(payload as Record<string, unknown> | undefined)?.[field]) {
          throw new SocketException(`${field} is required`, { code: "bad_input" });
        }
        context.state["seen"] = [socket.id, typeof io.emit, context.event];
        await next();
      });
      router.socket("subscribe", (_socket, _payload, { state }) => state["seen"], { middleware: "room" });
      router.socket("other", () => true, { middleware: ["room:name,unused"] });
    });
    const client = await server.connect();
    expect(await client.emitWithAck("subscribe", {})).toMatchObject({ error: "bad_input", status: 422 });
    expect(await client.emitWithAck("subscribe", { room: "x" })).toEqual({
      ok: true,
      data: [client.id, "function", "subscribe"],
    });
    expect(await client.emitWithAck("other", { room: "x" })).toMatchObject({ message: "name is required" });
  });

  test("a middleware that awaits next() gets to its finally, whatever ends the event", async () => {
    let held = 0;
    await using server = await routed(way, (router) => {
      const lock: Middleware = async ({ next }) => {
        held++;
        try {
          await next();
        } finally {
          held--;
        }
      };
      router.socket("first", () => new Promise(() => undefined), {
        middleware: () => new Promise(() => undefined),
        timeoutMs: 0,
      });
      router.socket("second", () => true, { middleware: lock, timeoutMs: 30 });
    });
    const client = await server.connect();
    client.emit("first", {});
    expect(await client.emitWithAck("second", {})).toMatchObject({ error: "timeout" });
    await waitFor(() => held === 0);
    client.emit("second", {});
    await waitFor(() => held === 1);
    client.disconnect();
    await waitFor(() => held === 0);
  });
});
