import { printable } from "../text/printable.js";
import { errorParts } from "./error-parts.js";
import type { LineLevel } from "./log-level.js";
import type { LogRecord } from "./log-record.js";

/** Colours of terminals, by SGR number. */
const colors = { debug: 90, info: 36, warn: 33, error: 31, dim: 2, bold: 1 } as const;

/** Errors inside of errors that are written. */
const maxErrors = 8;

/**
 * Writes a record for a developer: time, level, message and fields on one line, the stacks of errors below it.
 *
 * Lines below the first are indented, and control characters are escaped: no text in a record can look like another record.
 *
 * @param record - Scrubbed.
 * @param isColored - Whether to add the colours of a terminal.
 */
export function prettyLines({ time, level, message, fields }: LogRecord, isColored: boolean): string {
  function paint(color: keyof typeof colors, text: string): string {
    return isColored ? `\u001b[${String(colors[color])}m${text}\u001b[0m` : text;
  }

  const errors: Error[] = [];
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (value instanceof Error) errors.push(value);
    else if (value !== undefined) {
      pairs.push(`${paint("dim", `${printable(name)}=`)}${printable(valueText(value), 2_000)}`);
    }
  }
  const first = [
    paint("dim", clockText(time)),
    paint(level, labels[level]),
    ...(message === "" ? [] : [paint("bold", printable(message, 1_000))]),
    ...pairs,
  ].join(" ");
  const below = errors.flatMap((error) => errorLines(error, "", maxErrors)).map((line) => `    ${line}`);
  return [first, ...below].join("\n");
}

const labels: Readonly<Record<LineLevel, string>> = {
  debug: "DEBUG",
  info: "INFO ",
  warn: "WARN ",
  error: "ERROR",
};

/** Hours to milliseconds, by the clock of this machine. */
function clockText(time: Date): string {
  const [hours, minutes, seconds] = [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) =>
    String(part).padStart(2, "0"),
  );
  return `${hours ?? ""}:${minutes ?? ""}:${seconds ?? ""}.${String(time.getMilliseconds()).padStart(3, "0")}`;
}

/** A text of one word as it is, everything else as JSON. */
function valueText(value: unknown): string {
  if (typeof value === "string" && /^[\w@.:/+*-]+$/.test(value)) return value;
  try {
    return JSON.stringify(value, compact);
  } catch {
    return "(cannot be written)";
  }
}

function compact(_name: string, value: unknown): unknown {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  return typeof value === "bigint" ? value.toString() : value;
}

/** The stack of an error, its own properties, its cause and its errors, each in its own lines. */
function errorLines(error: Error, label: string, left: number): string[] {
  if (left === 0) return [`${label}...`];
  const { name, message, stack, cause, errors, own } = errorParts(error);
  const text = stack === undefined || stack === "" ? `${name}: ${message}` : stack;
  const lines = `${label}${text}`.split(/\r?\n/).map((line) => printable(line, 1_000));
  if (Object.keys(own).length > 0) lines.push(`  ${printable(valueText(own), 2_000)}`);
  if (cause !== undefined) lines.push(...innerLines(cause, "caused by: ", left));
  for (const one of errors.slice(0, left)) lines.push(...innerLines(one, "one of: ", left));
  return lines;
}

function innerLines(value: unknown, label: string, left: number): string[] {
  const lines =
    value instanceof Error
      ? errorLines(value, label, left - 1)
      : [`${label}${printable(valueText(value), 1_000)}`];
  return lines.map((line) => `  ${line}`);
}
