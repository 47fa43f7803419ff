import { describe, expect, test } from "vitest";
import { createRouter } from "./index.js";
import type { GroupOptions, HandlerReference, MiddlewareReference, RouteOptions } from "./index.js";

const handler = (): void => undefined;

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
    ["missing", 'Known: throttle, named. Register it with Route.middleware("missing", factory).'],
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
