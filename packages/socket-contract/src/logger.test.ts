import { afterEach, expect, test, vi } from "vitest";
import { consoleLogger, printable } from "./index.js";

afterEach(() => vi.restoreAllMocks());

test.each([
  ["plain text", "plain text"],
  ["a\r\n[error] forged", String.raw`a\u000d\u000a[error] forged`],
  ["\u001b[31mred", String.raw`\u001b[31mred`],
  ["a\u0000b\u007fc\u0085d", String.raw`a\u0000b\u007fc\u0085d`],
  ["a\u2028b\u2029c", String.raw`a\u2028b\u2029c`],
  ["a\u202eb\u200fc\u2066d", String.raw`a\u202eb\u200fc\u2066d`],
  ["a\ud800b", String.raw`a\ud800b`],
  ["🔔 ünï", "🔔 ünï"],
])("%j is written as %j", (text, expected) => {
  expect(printable(text)).toBe(expected);
});

test("long text is cut, also in the middle of a character", () => {
  expect(printable("x".repeat(1_000_000))).toBe(`${"x".repeat(128)}…`);
  expect(printable("🔔".repeat(10), 3)).toBe(String.raw`🔔\ud83d…`);
});

test("the console gets one line a record, with errors, causes and big integers", () => {
  const written: string[] = [];
  for (const level of ["info", "warn", "error"] as const) {
    vi.spyOn(console, level).mockImplementation((...args: unknown[]) => void written.push(args.join("|")));
  }
  consoleLogger.debug({ never: true }, "written");
  consoleLogger.info({ n: 1n, text: "a\nb" }, "%s\r\nforged");
  consoleLogger.warn({ err: new Error("first", { cause: new TypeError("second") }) });
  const cycle: Record<string, unknown> = {};
  cycle["self"] = cycle;
  consoleLogger.error(cycle, "cyclic");
  expect(written).toHaveLength(3);
  expect(written[0]).toBe(String.raw`info %s\u000d\u000aforged {"n":"1","text":"a\nb"}`);
  expect(written[1]).toMatch(
    /^warn {2}\{"err":\{"name":"Error","message":"first","stack":.*"name":"TypeError"/,
  );
  expect(written[2]).toBe("error cyclic (fields that cannot be written)");
  expect(written.join("")).not.toMatch(/[\r\n]/);
});
