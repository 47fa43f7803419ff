import { jsonLine } from "./json-line.js";
import { checkLogLevel, writesLevel } from "./log-level.js";
import type { LineLevel, LogLevel } from "./log-level.js";
import { logRecord } from "./log-record.js";
import type { Logger, LogMethod } from "./logger.js";
import { prettyLines } from "./pretty-lines.js";
import { scrubLogger } from "./scrub-logger.js";

/** Options of {@link createConsoleLogger}. */
export interface ConsoleLoggerOptions {
  /** Lines below this level are not written; `"silent"` writes none. Default `"info"`. */
  readonly level?: LogLevel;
  /**
   * `"pretty"` for a developer: time, level and fields on one line, stacks below it. `"json"`: each record is one line of JSON.
   * Default: `"json"` where `NODE_ENV` is `production`, else `"pretty"`.
   */
  readonly format?: "pretty" | "json";
  /**
   * Whether the output is a terminal, which gets colours unless the variable `NO_COLOR` is set. Default: what the stream says, for
   * each line.
   */
  readonly isTerminal?: boolean;
}

/**
 * Makes a {@link Logger} on the console whose lines are scrubbed.
 *
 * No text in a record can look like another record: line breaks and control characters are escaped, and lines of a stack are
 * indented. `debug` and `info` go to the standard output, `warn` and `error` to the standard error.
 *
 * @param options - See {@link ConsoleLoggerOptions}.
 * @returns A frozen logger of pino's shape; it takes fields and a message, or either alone.
 * @throws TypeError with `code` `"E_LOG_LEVEL"` for an unknown level.
 * @example
 * ```ts
 * import { createConsoleLogger } from "@carillon/socket-scrub";
 *
 * const logger = createConsoleLogger({ level: "debug" });
 * logger.info({ event: "started", port: 3000 }, "The server listens");
 * // 12:30:45.678 INFO  The server listens event=started port=3000
 * ```
 */
export function createConsoleLogger(options: ConsoleLoggerOptions = {}): Logger {
  const level = checkLogLevel(options.level ?? "info");

  function method(line: LineLevel): LogMethod {
    if (!writesLevel(level, line)) return () => undefined;
    return function write(fields, message) {
      const record = logRecord(line, fields, message);
      console[line](
        formatOf(options) === "json" ? jsonLine(record) : prettyLines(record, isColored(options, line)),
      );
    };
  }

  return scrubLogger(
    Object.freeze({
      debug: method("debug"),
      info: method("info"),
      warn: method("warn"),
      error: method("error"),
    }),
  );
}

/** The logger of every package where none is given: {@link createConsoleLogger} with its defaults. */
export const consoleLogger: Logger = createConsoleLogger();

function formatOf({ format }: ConsoleLoggerOptions): "pretty" | "json" {
  return format ?? (process.env["NODE_ENV"] === "production" ? "json" : "pretty");
}

/** @see https://no-color.org */
function isColored({ isTerminal }: ConsoleLoggerOptions, line: LineLevel): boolean {
  const stream = line === "warn" || line === "error" ? process.stderr : process.stdout;
  return (isTerminal ?? stream.isTTY) && !process.env["NO_COLOR"];
}
