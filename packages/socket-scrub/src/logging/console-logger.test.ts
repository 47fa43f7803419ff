import { afterEach, expect, test, vi } from "vitest";
import { consoleLogger } from "../index.js";

afterEach(() => vi.restoreAllMocks());

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
  expect(written[2]).toBe('error cyclic {"self":"[circular]"}');
  expect(written.join("")).not.toMatch(/[\r\n]/);
});

test("what the console gets is scrubbed", () => {
  const written = vi.spyOn(console, "error").mockImplementation(() => undefined);
  consoleLogger.error({ authorization: "Bearer abc123def456" }, "failed with Bearer abc123def456");
  expect(written.mock.calls.flat().join(" ")).not.toContain("abc123def456");
});
