import type { LineLevel } from "./log-level.js";

/** One call of a logger. */
export interface LogRecord {
  readonly time: Date;
  readonly level: LineLevel;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * Makes a record of the arguments of a log call.
 *
 * Loggers of pino's shape also take a message alone, or an error alone.
 */
export function logRecord(level: LineLevel, fields: unknown, message: unknown): LogRecord {
  const time = new Date();
  if (typeof fields === "string" && message === undefined)
    return { time, level, message: fields, fields: {} };
  const text = typeof message === "string" ? message : "";
  if (fields instanceof Error) return { time, level, message: text, fields: { err: fields } };
  const named = typeof fields === "object" && fields !== null ? { ...fields } : { value: fields };
  return { time, level, message: text, fields: named };
}
