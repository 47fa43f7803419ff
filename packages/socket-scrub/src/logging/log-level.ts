/** Levels of a console logger: lines below the level are not written; `"silent"` writes none. */
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** Levels that a line can have. */
export type LineLevel = Exclude<LogLevel, "silent">;

const order: readonly LogLevel[] = ["debug", "info", "warn", "error", "silent"];

/**
 * Checks a level that an application configured.
 *
 * @param level - Anything.
 * @throws TypeError with `code` `"E_LOG_LEVEL"` for anything but a {@link LogLevel}.
 */
export function checkLogLevel(level: unknown): LogLevel {
  const known = order.find((name) => name === level);
  if (known !== undefined) return known;
  // Not UsageError: that class lives in a package that depends on this one.
  throw Object.assign(
    new TypeError(`There is no log level ${JSON.stringify(level)}; use one of ${order.join(", ")}.`),
    {
      code: "E_LOG_LEVEL",
      docs: "https://github.com/carillon/carillon/blob/main/docs/reference/errors.md#E_LOG_LEVEL",
    },
  );
}

/** Whether a logger of `level` writes lines of `line`. */
export function writesLevel(level: LogLevel, line: LineLevel): boolean {
  return order.indexOf(line) >= order.indexOf(level);
}
