import { printable } from "../text/printable.js";
import { errorParts } from "./error-parts.js";
import type { LogRecord } from "./log-record.js";

/** Longer lines keep the time, level, message and event, and their fields as one cut text. */
const maxLength = 16_384;

/** Names that every line has; fields of these names get a `_` behind them. */
const reserved: ReadonlySet<string> = new Set(["time", "level", "message"]);

/**
 * Writes a record as one line of JSON: `time` (ISO 8601), `level`, `message`, then its fields. Errors become objects with
 * `name`, `message`, `stack`, `cause` and their own properties.
 */
export function jsonLine({ time, level, message, fields }: LogRecord): string {
  const head = { time: time.toISOString(), level, message: printable(message, 1_000) };
  const named = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [reserved.has(name) ? `${name}_` : name, value]),
  );
  const line = toJson({ ...head, ...named });
  if (line.length <= maxLength) return line;
  const { event, requestId } = fields;
  return toJson({ ...head, event, requestId, cut: printable(toJson(fields), 8_000) });
}

function toJson(value: object): string {
  try {
    // What `printable` escapes is only ever inside of strings here, where its escapes are JSON's.
    return printable(JSON.stringify(value, plain), Infinity);
  } catch {
    return '{"message":"(a record that cannot be written)"}';
  }
}

function plain(_name: string, value: unknown): unknown {
  if (value instanceof Error) {
    const { errors, own, ...parts } = errorParts(value);
    return { ...parts, ...(errors.length > 0 && { errors }), ...own };
  }
  return typeof value === "bigint" ? value.toString() : value;
}
