import type { Logger } from "@carillon/socket-scrub";

/** One level of {@link Log}: the message first, as in the seed document, or the fields first, as in pino. */
export interface LogLine {
  (message: string, fields?: object): void;
  (fields: object, message?: string): void;
}

/** The application's log. Tokens are masked in every line. */
export interface Log {
  readonly debug: LogLine;
  readonly info: LogLine;
  /** An `info` line about something that went well. */
  readonly success: LogLine;
  readonly warn: LogLine;
  readonly error: LogLine;
}

/** Creates a {@link Log} that looks up its logger at each line. */
export function createLog(current: () => Logger): Log {
  function line(level: keyof Logger): LogLine {
    return function write(first: string | object, second?: object | string): void {
      const [fields, message] = typeof first === "string" ? [second, first] : [first, second];
      current()[level](
        typeof fields === "object" ? fields : {},
        typeof message === "string" ? message : undefined,
      );
    };
  }
  return {
    debug: line("debug"),
    info: line("info"),
    success: line("info"),
    warn: line("warn"),
    error: line("error"),
  };
}
