import type { Logger as CarillonLogger } from "./logger.js";
import { pino } from "pino";
import type { Logger } from "pino";
import { describe, expect, it } from "vitest";
import { scrubLogger } from "./scrub-logger.js";

const secret = "abc123def456ghi789";

function captured(): { lines: string[]; logger: Logger } {
  const lines: string[] = [];
  const logger = pino({ level: "trace" }, { write: (line: string) => lines.push(line) });
  return { lines, logger };
}

describe("scrubLogger", () => {
  it("scrubs every level, every argument and every child of a real pino", () => {
    const { lines, logger } = captured();
    const scrubbed = scrubLogger(logger);
    const err = Object.assign(new Error(`Bearer ${secret}`), { config: { headers: { cookie: secret } } });
    for (const level of ["trace", "debug", "info", "warn", "error", "fatal"] as const) {
      scrubbed[level]({ err, token: secret }, `token=${secret} %s`, `Bearer ${secret}`);
      scrubbed[level](`password=${secret}`);
      scrubbed[level](err);
    }
    scrubbed
      .child({ authorization: secret })
      .child({ b: `Bearer ${secret}` })
      .info({ cookie: secret }, "hello");
    expect(lines).toHaveLength(19);
    expect(lines.join("")).not.toContain(secret);
    expect(lines[0]).toContain("***REDACTED***");
    expect(lines.at(-1)).toContain("hello");
    expect(lines.join("")).toContain('"type":"Error"');
  });

  it("wraps once, and passes everything else through", () => {
    const { logger } = captured();
    const scrubbed = scrubLogger(logger);
    expect(scrubLogger(scrubbed)).toBe(scrubbed);
    expect(scrubbed.level).toBe("trace");
    expect(scrubbed.isLevelEnabled("debug")).toBe(true);
  });

  it("outlives a logger that throws or rejects", () => {
    const fail = (): never => {
      throw new Error("disk full");
    };
    const broken: CarillonLogger = {
      debug: fail,
      info: fail,
      warn: fail,
      error: () => Promise.reject(new Error("x")) as never,
    };
    const scrubbed = scrubLogger(broken);
    expect(() => {
      scrubbed.info({}, "x");
      scrubbed.error({}, "x");
    }).not.toThrow();
  });

  it("scrubs further names", () => {
    const { lines, logger } = captured();
    scrubLogger(logger, { keys: ["pin"] }).info({ pin: "1234" });
    expect(lines.join("")).not.toContain("1234");
  });
});
