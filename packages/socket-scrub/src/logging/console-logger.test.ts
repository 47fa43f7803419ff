import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { consoleLogger, createConsoleLogger } from "../index.js";

const written: [level: string, line: string][] = [];
const noon = new Date(2026, 10, 21, 12, 30, 45, 678);

beforeEach(() => {
  written.length = 0;
  vi.useFakeTimers({ toFake: ["Date"], now: noon });
  vi.stubEnv("NO_COLOR", "");
  for (const level of ["debug", "info", "warn", "error"] as const) {
    vi.spyOn(console, level).mockImplementation((...args: unknown[]) => {
      expect(args).toHaveLength(1);
      written.push([level, String(args[0])]);
    });
  }
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const lines = (): string[] => written.flatMap(([, line]) => line.split("\n"));

describe("for a developer", () => {
  const logger = createConsoleLogger({ format: "pretty", isTerminal: false });

  test("a record is one line: time, level, message, fields", () => {
    logger.info({ event: "started", port: 3000, host: "a b", list: [1, "x"] }, "The server listens");
    expect(written).toEqual([
      ["info", '12:30:45.678 INFO  The server listens event=started port=3000 host="a b" list=[1,"x"]'],
    ]);
  });

  test("a record without fields has nothing behind its message", () => {
    logger.warn({}, "Careful");
    expect(lines()).toEqual(["12:30:45.678 WARN  Careful"]);
  });

  test("the stack of an error, its properties, causes and errors stand below it, indented", () => {
    const cause = Object.assign(new TypeError("second"), { code: "E_X" });
    const error = new AggregateError([new Error("third")], "first", { cause });
    logger.error({ event: "handler_failed", err: error }, "The handler failed");
    const [first, ...below] = lines();
    expect(first).toBe("12:30:45.678 ERROR The handler failed event=handler_failed");
    expect(below[0]).toBe("    AggregateError: first");
    expect(below.join("\n")).toMatch(/^ {8}at .*console-logger\.test/m);
    expect(below).toContain("      caused by: TypeError: second");
    expect(below).toContain('        {"code":"E_X"}');
    expect(below).toContain("      one of: Error: third");
    expect(below.every((line) => line.startsWith("    "))).toBe(true);
  });

  test("colours are for terminals, and NO_COLOR is respected", () => {
    const onTerminal = createConsoleLogger({ format: "pretty", isTerminal: true });
    onTerminal.error({ a: 1 }, "red");
    expect(lines()[0]).toContain("\u001b[31mERROR\u001b[0m");
    vi.stubEnv("NO_COLOR", "1");
    onTerminal.error({ a: 1 }, "plain");
    expect(lines()[1]).toBe("12:30:45.678 ERROR plain a=1");
  });

  test("big integers, cycles and values that cannot be written do not lose the line", () => {
    const cycle: Record<string, unknown> = { n: 1n };
    cycle["self"] = cycle;
    logger.info(cycle, "odd");
    expect(lines()).toEqual(['12:30:45.678 INFO  odd n=1 self="[circular]"']);
  });
});

describe("in production", () => {
  test("a record is one line of JSON, errors included", () => {
    vi.stubEnv("NODE_ENV", "production");
    consoleLogger.error(
      {
        event: "handler_failed",
        err: new Error("first", { cause: new TypeError("second") }),
        n: 1n,
        time: "x",
      },
      "The handler failed",
    );
    expect(written).toHaveLength(1);
    expect(JSON.parse(written[0]![1])).toEqual({
      time: noon.toISOString(),
      level: "error",
      message: "The handler failed",
      event: "handler_failed",
      err: {
        name: "Error",
        message: "first",
        stack: expect.stringContaining("console-logger.test") as string,
        cause: expect.objectContaining({ name: "TypeError", message: "second" }) as object,
      },
      n: "1",
      time_: "x",
    });
  });

  test("a huge record stays one line of JSON that can be read, with its event", () => {
    const logger = createConsoleLogger({ format: "json" });
    logger.warn({ event: "big", text: "x".repeat(100_000) }, "Big");
    const line = written[0]![1];
    expect(line.length).toBeLessThan(20_000);
    expect(JSON.parse(line)).toMatchObject({ level: "warn", message: "Big", event: "big" });
  });
});

describe.each(["pretty", "json"] as const)("%s", (format) => {
  const logger = createConsoleLogger({ format, isTerminal: false });

  test.each([
    "a\n12:30:45.678 ERROR forged",
    'a\r\n{"level":"error"}',
    "a\u2028forged",
    "\u001b[2J\u001b[31mforged",
    "%s%o",
  ])("no text can look like another record: %j", (text) => {
    logger.info({ text, [text]: 1 }, text);
    logger.error({ err: Object.assign(new Error(text), { name: text, note: text }) }, text);
    expect(written).toHaveLength(2);
    const all = lines();
    const beginnings = all.filter((line) => !line.startsWith("    "));
    expect(beginnings).toHaveLength(2);
    for (const line of beginnings) expect(line).toMatch(format === "json" ? /^\{"time"/ : /^12:30:45\.678 /);
    // eslint-disable-next-line no-control-regex -- none may be left
    expect(all.join("")).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
  });

  test("everything is scrubbed", () => {
    logger.error(
      { authorization: "Bearer abc123def456", err: new Error("Bearer abc123def456") },
      "Bearer abc123def456",
    );
    expect(lines().join("")).not.toContain("abc123def456");
  });

  test("a message alone and an error alone are written too", () => {
    logger.info("only text" as never);
    logger.error(new Error("only an error"));
    expect(lines()[0]).toContain("only text");
    expect(lines().join("")).toContain("only an error");
  });
});

test.each([
  ["debug", 4],
  ["info", 3],
  ["warn", 2],
  ["error", 1],
  ["silent", 0],
] as const)("level %s writes %i of four lines", (level, count) => {
  const logger = createConsoleLogger({ level });
  for (const line of ["debug", "info", "warn", "error"] as const) logger[line]({}, "x");
  expect(written).toHaveLength(count);
});

test("the default writes info and above, and an unknown level is refused", () => {
  for (const line of ["debug", "info"] as const) consoleLogger[line]({}, "x");
  expect(written.map(([level]) => level)).toEqual(["info"]);
  expect(() => createConsoleLogger({ level: "verbose" as never })).toThrow(
    'There is no log level "verbose"; use one of debug, info, warn, error, silent.',
  );
});
