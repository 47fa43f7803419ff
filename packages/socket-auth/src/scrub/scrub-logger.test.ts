import { expect, test } from "vitest";
import { scrubLogger } from "./scrub-logger.js";

test("a frozen logger is wrapped like any other", () => {
  const lines: unknown[][] = [];
  const write = (...line: unknown[]): void => void lines.push(line);
  const logger = scrubLogger(Object.freeze({ debug: write, info: write, warn: write, error: write }));
  logger.info({ token: "abc" }, "signed in");
  expect(lines).toEqual([[{ token: "***REDACTED***" }, "signed in"]]);
});
