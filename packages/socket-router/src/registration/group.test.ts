import { describe, expect, test } from "vitest";
import { createRouter } from "../index.js";

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
