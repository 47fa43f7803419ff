import type { Schema } from "@carillon/socket-contract";
import { createServer } from "node:http";
import { describe, expect, test } from "vitest";
import { createRouter } from "./index.js";
import type { GroupOptions, HandlerReference, MiddlewareReference, RouteOptions } from "./index.js";

const handler = (): void => undefined;

function events(router = createRouter()): string[] {
  return router.routes().map(({ event }) => event);
}

describe("groups", () => {
  test("prefixes join with a colon, 50 levels deep, and empty ones add nothing", () => {
    const router = createRouter();
    function nest(level: number): void {
      if (level === 50) router.socket("end", handler);
      else
        router.socketGroup({ prefix: `l${String(level)}` }, () => {
          nest(level + 1);
        });
    }
    nest(0);
    router.socketGroup({ prefix: "" }, () => router.socket("bare", handler));
    router.socketGroup({ prefix: "orders:" }, () => router.socket("subscribe", handler));
    expect(events(router)).toEqual([
      `${Array.from({ length: 50 }, (_, n) => `l${String(n)}`).join(":")}:end`,
      "bare",
      "orders:subscribe",
    ]);
    expect(() => router.socketGroup({ prefix: ":" }, handler)).toThrow("has a name in it");
    expect(() => router.socketGroup({ prefix: 5 as unknown as string }, handler)).toThrow("is a string");
  });

  test("a callback that throws does not corrupt later registrations", () => {
    const router = createRouter();
    expect(() =>
      router.socketGroup({ prefix: "a", middleware: handler }, () => {
        router.socketGroup({ prefix: "b" }, () => {
          throw new Error("no");
        });
      }),
    ).toThrow("no");
    router.socket("c", handler);
    expect(router.routes()).toMatchObject([{ event: "c", middleware: [] }]);
  });

  test("an asynchronous callback is refused before it runs, a promise after", () => {
    const router = createRouter();
    let ran = false;
    expect(() =>
      // eslint-disable-next-line @typescript-eslint/no-misused-promises -- that is the test
      router.socketGroup({ prefix: "a" }, async () => {
        ran = true;
        await Promise.resolve();
      }),
    ).toThrow("A group's callback is synchronous");
    expect(ran).toBe(false);
    expect(() => router.socketGroup({ prefix: "a" }, () => Promise.reject(new Error("x")) as never)).toThrow(
      "Load what you need first",
    );
    router.socket("b", handler);
    expect(events(router)).toEqual(["b"]);
  });

  test("options go from the outer to the inner, the inner wins", () => {
    const router = createRouter({ timeoutMs: 7 });
    router.socketGroup(
      {
        namespace: "shop",
        timeoutMs: 1,
        auth: true,
        middleware: "outer",
        limits: { bytes: 5 },
        ordering: "serial",
      },
      () => {
        router.socket("inherits", handler);
        router.socketGroup(
          { namespace: "/admin", timeoutMs: 0, auth: "admin", middleware: ["inner"] },
          () => {
            router.socket("overrides", handler, { middleware: "own", auth: "auth:api,web" });
            router.socket("public", handler, { auth: false });
          },
        );
      },
    );
    router.socket("plain", handler);
    expect(router.routes()).toMatchObject([
      { event: "inherits", namespace: "/shop", timeoutMs: 1, guards: ["socket"], middleware: ["outer"] },
      {
        event: "overrides",
        namespace: "/admin",
        timeoutMs: 0,
        guards: ["api", "web"],
        middleware: ["outer", "inner", "own"],
      },
      { event: "public", guards: [], middleware: ["outer", "inner"] },
      { event: "plain", namespace: "/", timeoutMs: 7, guards: [], middleware: [] },
    ]);
  });
});

describe("registration", () => {
  test("routes() tells tools what there is and where it was written", () => {
    const router = createRouter();
    class Pinger {
      ping(): void {
        /* nothing */
      }
      handle(): void {
        /* nothing */
      }
    }
    router.socket(
      "one",
      function named() {
        return 1;
      },
      {
        middleware: [
          function limit() {
            return 1;
          },
          { handle: handler },
          () => 1,
        ],
      },
    );
    router.socket("two", [Pinger, "ping"]);
    router.socket("three", new Pinger());
    router.socket("four", () => 1);
    router.socket("five", "Pinger@ping");
    router.socketGroup({ namespace: /^\/t-/ }, () =>
      router.socket("six", Object.create(null) as { handle(): void }),
    );
    expect(router.routes().map(({ handler: name, namespace }) => [name, namespace])).toEqual([
      ["named", "/"],
      ["Pinger@ping", "/"],
      ["Pinger", "/"],
      ["(anonymous)", "/"],
      ["Pinger@ping", "/"],
      ["(object)", "/^\\/t-/"],
    ]);
    expect(router.routes()[0]).toMatchObject({
      middleware: ["limit", "Object", "(anonymous)"],
      schema: { payload: false, reply: false },
      timeoutMs: 30_000,
    });
    expect(router.routes()[0]?.source).toMatch(/router\.test\.ts:\d+:\d+$/);
  });

  test("a second route of a name is refused and says where the first one is", () => {
    const router = createRouter().socket("a:b", handler);
    expect(() => router.socketGroup({ prefix: "a" }, () => router.socket("b", handler))).toThrow(
      /"a:b" already has a route \(.*router\.test\.ts:\d+:\d+\)/,
    );
    router.socketGroup({ namespace: "/other" }, () => router.socket("a:b", handler));
    router.fallback(handler);
    expect(() => router.fallback(handler)).toThrow('namespace "/" already has a fallback');
    expect(router.namespaces()).toEqual(["/", "/other"]);
  });

  test.each([
    "auth:refresh",
    "channel:join",
    "channel:leave",
    "channel:whisper",
    "client:alive",
    "error:socket",
    "presence:state",
  ])("%s is Carillon's own", (name) => {
    expect(() => createRouter().socket(name, handler)).toThrow(
      `use a name of your own, such as "app:${name}"`,
    );
  });

  test.each<[unknown, string]>([
    ["", "an empty one"],
    [undefined, "got undefined"],
    [5, "got number"],
    [null, "got object"],
  ])("the name %j is refused", (name, message) => {
    expect(() => createRouter().socket(name as string, handler)).toThrow(message);
  });

  test.each<[unknown, string]>([
    [undefined, "is the method's name right?"],
    [null, "got null"],
    ["NoMethod", 'got "NoMethod"'],
    [5, "got 5"],
  ])("the handler %j is refused", (wrong, message) => {
    expect(() => createRouter().socket("x", wrong as HandlerReference)).toThrow(message);
    expect(() => createRouter().fallback(wrong as HandlerReference)).toThrow(message);
  });

  test.each<[unknown, string]>([
    [null, "takes its options as an object"],
    [["auth:socket"], "takes its options as an object"],
    [{ midleware: [] }, 'did you mean "middleware"?'],
    [{ colour: 1 }, "Known: middleware, auth"],
    [{ timeoutMs: "5s" }, "timeoutMs is a number of milliseconds"],
    [{ timeoutMs: -1 }, "timeoutMs is a number of milliseconds"],
    [{ timeoutMs: Infinity }, "timeoutMs is a number of milliseconds"],
    [{ ordering: "random" }, 'ordering is "concurrent" or "serial"'],
    [{ auth: 5 }, "auth is true, false or the name of a guard"],
    [{ auth: "" }, "auth is true, false or the name of a guard"],
  ])("the options %j are refused", (options, message) => {
    expect(() => createRouter().socket("x", handler, options as RouteOptions)).toThrow(message);
    expect(() => createRouter().socketGroup(options as GroupOptions, handler)).toThrow(TypeError);
  });

  test("a namespace is a name or a pattern", () => {
    expect(() => createRouter().socketGroup({ namespace: 5 as unknown as string }, handler)).toThrow(
      "or a RegExp",
    );
    expect(() => createRouter().socketGroup({ namespace: "" }, handler)).toThrow("or a RegExp");
  });

  test.each<[MiddlewareReference, string]>([
    ["throtle:1,1m", 'there is no middleware "throtle"; did you mean "throttle"?'],
    ["nobody", 'Known: throttle, named. Register it with Route.middleware("nobody", factory).'],
    ["__proto__", 'there is no middleware "__proto__"'],
    ["named", 'What the factory of "named" made is a function'],
    [5 as unknown as string, "A middleware is a function"],
    [null as unknown as string, "A middleware is a function"],
    [
      class Limiter {
        handle(): void {
          /* nothing */
        }
      } as unknown as MiddlewareReference,
      "pass an instance: new Limiter()",
    ],
  ])("the middleware %j fails, named ones when sealed", (middleware, message) => {
    const router = createRouter().middleware("named", () => undefined as never);
    if (typeof middleware !== "string") {
      expect(() => router.socket("x", handler, { middleware })).toThrow(message);
      return;
    }
    router.socket("x", handler, { middleware });
    expect(() => router.seal()).toThrow(`Route "x": `);
    expect(() => router.seal()).toThrow(message);
  });

  test("a failed seal can be mended", () => {
    const router = createRouter().socket("x", handler, { middleware: "later" });
    expect(() => router.seal()).toThrow('"later"');
    router.middleware("later", () => handler).seal();
    expect(router.seal()).toBe(router);
  });

  test("named middleware is registered with a name and a factory", () => {
    expect(() => createRouter().middleware("a:b", () => handler)).toThrow("A middleware's name is");
    expect(() => createRouter().middleware("a", undefined as never)).toThrow("is registered with a factory");
  });

  test.each<[object, string]>([
    [{ size: 1 }, 'limits has no "size"'],
    [{ bytes: -1 }, "limits.bytes is a number of at least 0"],
    [{ depth: "3" }, "limits.depth is a number"],
  ])("the limits %j fail when sealed", (limits, message) => {
    const router = createRouter().socket("x", handler, { limits });
    expect(() => router.seal()).toThrow(message);
  });
});

const asynchronous = (async () => Promise.resolve()) as never;

describe("misuse has a code and says what to write", () => {
  const schema = { text: String };
  test.each<[code: string, message: string, misuse: () => unknown]>([
    [
      "E_BAD_SCHEMA",
      'Route.socket("x"): payload is a Standard Schema',
      () => createRouter().socket("x", handler, { payload: schema as never }),
    ],
    [
      "E_BAD_SCHEMA",
      "got the function String",
      () => createRouter().socket("x", handler, { reply: String as unknown as Schema }),
    ],
    [
      "E_BAD_SCHEMA",
      'The payload of "x" in the contract\'s client events',
      () => createRouter({ contract: { client: { x: { payload: schema as never } } } }),
    ],
    [
      "E_BAD_SCHEMA",
      'The payload of "x" in the contract\'s server events',
      () => createRouter().configure({ contract: { server: { x: { payload: 5 as never } } } }),
    ],
    [
      "E_BAD_SCHEMA",
      'The presence of "a.{b}"',
      () => createRouter({ contract: { channels: { "a.{b}": { presence: {} as never } } } }),
    ],
    ["E_NOT_A_SERVER", "got undefined", () => createRouter().attach(undefined as never)],
    ["E_NOT_A_SERVER", "Express application", () => createRouter().attach((() => undefined) as never)],
    ["E_NOT_A_SERVER", "an instance of Server", () => createRouter().attach(createServer() as never)],
    ["E_RESERVED_EVENT", "Invalid route name", () => createRouter().socket("connect", handler)],
    ["E_DUPLICATE_ROUTE", "rename one", () => createRouter().socket("x", handler).socket("x", handler)],
    ["E_NOT_ATTACHED", "call attach(io) before drain()", () => createRouter().drain()],
    ["E_ROUTER_SEALED", "configure it before", () => createRouter().seal().configure({})],
    [
      "E_UNKNOWN_OPTION",
      'did you mean "timeoutMs"',
      () => createRouter().socket("x", handler, { timeout: 5 } as never),
    ],
    [
      "E_UNKNOWN_MIDDLEWARE",
      'did you mean "throttle"',
      () => createRouter().socket("x", handler, { middleware: "throtle:1" }).seal(),
    ],
    ["E_UNKNOWN_CONTROLLER", "useSocketController", () => createRouter().socket("x", "Chat@send").seal()],
    ["E_ASYNC_GROUP", "synchronous", () => createRouter().socketGroup({}, asynchronous)],
  ])("%s: %s", (code, message, misuse) => {
    expect(misuse).toThrow(
      expect.objectContaining({
        code,
        message: expect.stringMatching(
          new RegExp(message.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "i"),
        ) as string,
      }),
    );
  });
});
