/** One level of a {@link Logger}: an object of fields first, a message second. */
export type LogMethod = (fields: object, message?: string) => void;

/** What Carillon logs through. Any pino-shaped logger fits. */
export interface Logger {
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
}

/** Characters that could start a new log line or drive a terminal. */

const unprintable =
  // eslint-disable-next-line no-control-regex -- finding them is the purpose
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/gu;

/**
 * Makes text from a client fit for one log line.
 *
 * @param text - Anything a client chose, such as an event name.
 * @param maxLength - Longer text is cut and marked with "…". Default 128 characters.
 * @returns The text with control characters, line separators and lone surrogates escaped.
 */
export function printable(text: string, maxLength = 128): string {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  return cut.replace(unprintable, (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`);
}

/**
 * A {@link Logger} on the console: one line a record, `debug` left out.
 *
 * The default where no logger is given. Errors show their stack, on the same line.
 */
export const consoleLogger: Logger = Object.freeze({
  debug: () => undefined,
  info: lineWriter("info"),
  warn: lineWriter("warn"),
  error: lineWriter("error"),
});

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
