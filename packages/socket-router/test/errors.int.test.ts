import { SocketException } from "@carillon/socket-contract";
import { stampAuthState } from "@carillon/socket-contract/server";
import { unhandledDuring, waitFor } from "@carillon/socket-testing";
import { describe, expect, test } from "vitest";
import { hidden, routed, ways } from "./routed-server.js";

const cycle: Record<string, unknown> = {};
cycle["self"] = cycle;

class OwnException extends SocketException {}

/** A `SocketException` as another copy of the contract package makes it: the same registered symbol, another class. */
class OtherCopy extends Error {
  readonly code = "from_copy";
  readonly status = 418;
  static {
    Object.defineProperty(this.prototype, Symbol.for("carillon.SocketException"), { value: true });
  }
}

const thrown: readonly (readonly [name: string, value: unknown, answer: unknown])[] = [
  ["undefined", undefined, hidden],
  ["null", null, hidden],
  ["0", 0, hidden],
  ["an empty string", "", hidden],
  ["a string", "secret text", hidden],
  ["a symbol", Symbol("secret"), hidden],
  ["a frozen object", Object.freeze({ secret: 1 }), hidden],
  [
    "an object whose getters throw",
    Object.defineProperties(
      {},
      Object.fromEntries(
        ["name", "message", "code", "stack", "then", "status", "cause"].map((key) => [
          key,
          {
            get(): never {
              throw new Error("secret");
            },
          },
        ]),
      ),
    ),
    hidden,
  ],
  [
    "a proxy that refuses everything",
    new Proxy(new SocketException("secret"), {
      get(): never {
        throw new Error("secret");
      },
      getPrototypeOf(): never {
        throw new Error("secret");
      },
    }),
    hidden,
  ],
  [
    "an exception whose message throws",
    Object.defineProperty(new SocketException("x"), "message", {
      get(): never {
        throw new Error("secret");
      },
    }),
    hidden,
  ],
  ["a look-alike", { name: "SocketException", code: "forged", message: "secret", status: 200 }, hidden],
  [
    "a look-alike error",
    Object.assign(new Error("secret"), { name: "SocketException", code: "forged" }),
    hidden,
  ],
  ["an error", new Error("secret"), hidden],
  ["an aggregate", new AggregateError([new SocketException("secret")], "secret"), hidden],
  [
    "a subclass",
    new OwnException("Own", { code: "own" }),
    expect.objectContaining({ error: "own", message: "Own", status: 400 }),
  ],
  ["another copy's", new OtherCopy("Copied"), expect.objectContaining({ error: "from_copy", status: 418 })],
  ["data with a cycle", new SocketException("No", { data: cycle }), refusedWith({ self: "[circular]" })],
  ["data with a BigInt", new SocketException("No", { data: 1n }), refusedWith("1")],
];

function refusedWith(data: unknown): unknown {
  return expect.objectContaining({ error: "bad_request", message: "No", data });
}

describe.each(ways)("errors, $title", (way) => {
  test.each(thrown)(
    "%s, thrown or rejected, is one answer that tells no more than it may",
    async (_name, value, answer) => {
      await using server = await routed(way, (router) => {
        router.socket("throws", () => {
          throw value;
        });

        router.socket("rejects", () => Promise.reject(value));
        router.socket(
          "late",
          async (_socket, _payload, { signal }) => {
            await new Promise((resolve) => {
              signal.onabort = resolve;
            });
            throw value;
          },
          { timeoutMs: 10 },
        );
        router.socket("middleware", () => true, {
          middleware: () => {
            throw value;
          },
        });
        router.socket("alive", () => "yes");
      });
      const client = await server.connect();
      const heard: unknown[] = [];
      client.on("error:socket", (error: unknown) => heard.push(error));
      const unhandled = await unhandledDuring(async () => {
        for (const event of ["throws", "rejects", "middleware"]) {
          expect(await client.emitWithAck(event, {}), event).toEqual(answer);
          client.emit(event, {});
        }
        expect(await client.emitWithAck("late")).toMatchObject({ error: "timeout" });
        expect(await client.emitWithAck("alive")).toEqual({ ok: true, data: "yes" });
      });
      expect(unhandled).toEqual([]);
      expect(heard).toHaveLength(3);
      expect(JSON.stringify(heard)).not.toContain("secret");
    },
  );

  test("the log line holds event, code, requestId, duration, user and namespace, never the payload", async () => {
    await using server = await routed(way, (router, io) => {
      io.of("/shop").use((socket, next) => {
        stampAuthState(socket, { identity: { user: { id: 7 }, id: "7" }, guard: "api" });
        next();
      });
      router.socketGroup({ namespace: "/shop" }, () => {
        router.socket("buy", async () => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          throw new Error("out of paper");
        });
      });
    });
    const client = await server.connect({ namespace: "/shop" });
    const answer = (await client.emitWithAck("buy", { card: "4111 1111" })) as { requestId: string };
    expect(server.log).toEqual([
      {
        level: "error",
        message: "The handler failed",
        fields: {
          event: "handler_failed",
          socketEvent: "buy",
          namespace: "/shop",
          code: "socket_error",
          requestId: answer.requestId,
          durationMs: expect.any(Number) as number,
          userId: "7",
          err: expect.objectContaining({ message: "out of paper" }) as unknown,
        },
      },
    ]);
    expect(server.log[0]?.fields["durationMs"]).toBeGreaterThanOrEqual(4);
    expect(JSON.stringify(server.log)).not.toContain("4111 1111");
  });

  test("onError sees each error, may map it, and its own faults are harmless", async () => {
    const seen: unknown[] = [];
    const bug = new Error("database down");
    await using server = await routed(way, (router) => {
      router.onError((error, context) => void seen.push([context.event, error]));
      router.onError(() => {
        throw new Error("the hook's own");
      });
      router.onError(() => Promise.reject(new Error("the hook's own")));
      router.onError((error) =>
        error === bug
          ? new SocketException("Try later", { code: "unavailable", retryable: true })
          : undefined,
      );
      router.socket("broken", () => {
        throw bug;
      });
      router.socket("other", () => Promise.reject(new Error("other")));
    });
    const client = await server.connect();
    const unhandled = await unhandledDuring(async () => {
      expect(await client.emitWithAck("broken")).toMatchObject({ error: "unavailable", retryable: true });
      expect(await client.emitWithAck("other")).toEqual(hidden);
    });
    expect(unhandled).toEqual([]);
    expect(seen).toEqual([
      ["broken", bug],
      ["other", new Error("other")],
    ]);
    // What was mapped away from the client is still in the log.
    expect(server.log.find(({ fields }) => fields["code"] === "unavailable")?.fields["err"]).toMatchObject({
      message: "database down",
    });
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("disk full");
      },
    ],
    ["rejects", () => Promise.reject(new Error("disk full"))],
  ])("a logger that %s changes nothing", async (_name, write) => {
    const logger = { debug: write, info: write, warn: write, error: write };
    await using server = await routed(
      way,
      (router) => {
        router.socket("broken", () => Promise.reject(new Error("no")));
        router.socket("fine", () => "fine");
      },
      { logger },
    );
    const client = await server.connect();
    const unhandled = await unhandledDuring(async () => {
      expect(await client.emitWithAck("broken")).toEqual(hidden);
      expect(await client.emitWithAck("nowhere")).toMatchObject({ error: "unknown_event" });
      expect(await client.emitWithAck("fine")).toEqual({ ok: true, data: "fine" });
    });
    expect(unhandled).toEqual([]);
  });

  test("10,000 failing events are all answered, and the log stays bounded without hiding a bug", async () => {
    await using server = await routed(way, (router) =>
      router.socket("broken", () => Promise.reject(new Error("bug"))),
    );
    const client = await server.connect();
    const begun = performance.now();
    let answers = 0;
    for (let n = 0; n < 10_000; n++) client.emit("unknown", () => answers++);
    await client.emitWithAck("broken");
    await waitFor(() => answers === 10_000);
    const seconds = Math.ceil((performance.now() - begun) / 1_000) + 1;
    expect(server.log.length).toBeLessThanOrEqual(50 * seconds + 1);
    expect(server.log.some(({ level }) => level === "error")).toBe(true);
  });

  test("secrets in a SocketException are masked", async () => {
    await using server = await routed(way, (router) => {
      router.socket("leaks", () => {
        throw new SocketException("bad token Bearer abc123def456", { data: { token: "abc123def456" } });
      });
    });
    const client = await server.connect();
    const answer: unknown = await client.emitWithAck("leaks");
    expect(answer).toMatchObject({ error: "bad_request", status: 400, data: { token: "***REDACTED***" } });
    expect(JSON.stringify([answer, server.log])).not.toContain("abc123def456");
  });
});
