import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createConsoleLogger, scrubLogger } from "../index.js";
import type { Logger } from "../index.js";

/** An error whose members throw on everything but an instance. */
class PrivateError extends Error {
  readonly #detail = "Bearer abc123def456";
  get detail(): string {
    return this.#detail;
  }
  toJSON(): object {
    return { detail: this.#detail };
  }
  override toString(): string {
    return this.#detail;
  }
  get [Symbol.toStringTag](): string {
    return this.#detail.slice(0, 6);
  }
}

/** As axios' and undici's errors: members that a serializer reads. */
class EnumerableError extends PrivateError {}
Object.defineProperty(EnumerableError.prototype, "code", {
  enumerable: true,
  get(this: PrivateError) {
    return this.detail.length;
  },
});

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function throwing(): object {
  return new Proxy(new Error("trapped"), {
    get() {
      throw new Error("no");
    },
    getPrototypeOf() {
      throw new Error("no");
    },
  });
}

/** Values that loggers stumble over, made anew for each test. */
const values: Readonly<Record<string, () => unknown>> = {
  "the error of an aborted fetch": () => new DOMException("This operation was aborted", "AbortError"),
  "the reason of AbortSignal.timeout": () => new DOMException("The operation timed out", "TimeoutError"),
  "an error with private fields": () => new PrivateError("private"),
  "one whose prototype has enumerable getters": () => new EnumerableError("enumerable"),
  "a DOMException as cause": () => new Error("x", { cause: new DOMException("inner", "AbortError") }),
  "a DOMException among errors": () => new AggregateError([new DOMException("inner", "AbortError")], "all"),
  "an error made by Object.create": () => Object.create(new PrivateError("outer")) as object,
  "an error of another realm": () =>
    Object.assign(Object.create({ name: "Error" }) as object, { stack: "at x" }),
  "a revoked proxy": revoked,
  "a proxy whose traps throw": throwing,
  "an error whose message is no text": () => Object.assign(new Error("x"), { message: revoked(), stack: 1n }),
  "an error whose members throw": () =>
    Object.create(Error.prototype, {
      message: {
        get() {
          throw new Error("no");
        },
      },
      stack: {
        get() {
          throw new Error("no");
        },
      },
    }) as object,
  "objects of the host": () => [
    new AbortController().signal,
    new Headers({ a: "b" }),
    new Request("http://localhost"),
    new Response("x"),
    new URLSearchParams("a=b"),
    new Blob(["x"]),
    new TextDecoder(),
    new WeakMap(),
    new WeakRef({}),
    Promise.resolve(),
    new SharedArrayBuffer(8),
    globalThis,
    new Intl.NumberFormat(),
    (function* () {
      yield 1;
    })(),
    process.memoryUsage,
    process.env,
  ],
  "a Set without end": () => {
    const endless = new Set([1]);
    endless[Symbol.iterator] = function* () {
      for (;;) yield 1;
    };
    return endless;
  },
  "a Map of a million entries": () => new Map(Array.from({ length: 200_000 }, (_, n) => [n, n])),
  "a Date that throws": () =>
    Object.assign(new Date(0), {
      getTime() {
        throw new Error("no");
      },
      toISOString() {
        throw new Error("no");
      },
    }),
  "an invalid Date": () => new Date(NaN),
};

let lines: string[] = [];

beforeEach(() => {
  lines = [];
  for (const level of ["info", "warn", "error"] as const) {
    vi.spyOn(console, level).mockImplementation((line: unknown) => void lines.push(String(line)));
  }
});
afterEach(() => void vi.restoreAllMocks());

const loggers: Readonly<Record<string, () => Logger>> = {
  "the console, pretty": () => createConsoleLogger({ format: "pretty", isTerminal: false }),
  "the console, JSON": () => createConsoleLogger({ format: "json" }),
  pino: () => scrubLogger(pino({ level: "info" }, { write: (line: string) => void lines.push(line) })),
};

describe.each(Object.entries(loggers))("%s", (_name, make) => {
  test.each(Object.entries(values))("no line is lost for %s", (_what, value) => {
    const logger = make();
    logger.error({ event: "handler_failed", err: value() }, "as err");
    logger.error({ event: "handler_failed", nested: { value: value() } }, "nested");
    logger.error(value() as object, "bare");
    expect(lines).toHaveLength(3);
    for (const [at, message] of ["as err", "nested", "bare"].entries()) expect(lines[at]).toContain(message);
    expect(lines.join("")).not.toContain("abc123def456");
  });

  test("an aborted fetch shows its name, message and stack", () => {
    make().error({ err: new DOMException("This operation was aborted", "AbortError") }, "failed");
    expect(lines.join("")).toContain("AbortError");
    expect(lines.join("")).toContain("This operation was aborted");
    expect(lines.join("")).toContain("hostile-values.test");
  });
});

test("a logger that throws for an object gets plain data the second time", () => {
  const got: unknown[] = [];
  const picky = (fields: { readonly err?: unknown }): void => {
    if (fields.err instanceof Error) throw new Error("cannot serialize");
    got.push(fields);
  };
  const logger: Logger = scrubLogger({ debug: picky, info: picky, warn: picky, error: picky });
  logger.error({ event: "handler_failed", err: new Error("Bearer abc123def456") }, "failed");
  expect(got).toEqual([
    {
      event: "handler_failed",
      err: { name: "Error", message: "Bearer ***REDACTED***", stack: expect.any(String) as string },
    },
  ]);
});
