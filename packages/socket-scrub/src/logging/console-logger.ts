import type { Logger, LogMethod } from "./logger.js";
import { printable } from "../text/printable.js";
import { scrubLogger } from "./scrub-logger.js";

/**
 * A {@link Logger} on the console: one line for each record, scrubbed, without `debug`.
 *
 * The default where no logger is given. Errors show their stack, on the same line.
 */
export const consoleLogger: Logger = scrubLogger(
  Object.freeze({
    debug: () => undefined,
    info: lineWriter("info"),
    warn: lineWriter("warn"),
    error: lineWriter("error"),
  }),
);

function lineWriter(level: "info" | "warn" | "error"): LogMethod {
  return function write(fields, message = "") {
    const line = [level, printable(message, 1_000), printable(fieldsToText(fields), 8_000)].join(" ");
    console[level](line);
  };
}

function fieldsToText(fields: object): string {
  try {
    return JSON.stringify(fields, (_key, value: unknown) =>
      value instanceof Error
        ? { name: value.name, message: value.message, stack: value.stack, cause: value.cause }
        : typeof value === "bigint"
          ? value.toString()
          : value,
    );
  } catch {
    return "(fields that cannot be written)";
  }
}
