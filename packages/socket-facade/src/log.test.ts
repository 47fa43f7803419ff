import type { Logger } from "@carillon/socket-scrub";
import { expect, test } from "vitest";
import { createLog } from "./log.js";

function recorder(): { logger: Logger; lines: unknown[][] } {
  const lines: unknown[][] = [];
  const level =
    (name: string) =>
    (...line: unknown[]): void => {
      lines.push([name, ...line]);
    };
  return {
    logger: { debug: level("debug"), info: level("info"), warn: level("warn"), error: level("error") },
    lines,
  };
}

test("the message may come first, as in the seed, or the fields, as in pino", () => {
  const { logger, lines } = recorder();
  const log = createLog(() => logger);
  log.info("chat message", { from: 1 });
  log.info({ from: 1 }, "chat message");
  log.warn("alone");
  log.error({ code: "x" });
  log.success("running");
  log.debug("detail");
  expect(lines).toEqual([
    ["info", { from: 1 }, "chat message"],
    ["info", { from: 1 }, "chat message"],
    ["warn", {}, "alone"],
    ["error", { code: "x" }, undefined],
    ["info", {}, "running"],
    ["debug", {}, "detail"],
  ]);
});

test("it writes to whatever logger is the current one", () => {
  const [first, second] = [recorder(), recorder()];
  let current = first.logger;
  const log = createLog(() => current);
  log.info("one");
  current = second.logger;
  log.info("two");
  expect([first.lines, second.lines]).toEqual([[["info", {}, "one"]], [["info", {}, "two"]]]);
});
