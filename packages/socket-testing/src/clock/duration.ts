import { UsageError } from "@carillon/socket-contract/server";

/** A time: milliseconds, or a text such as `"500ms"`, `"10s"`, `"5m"`, `"2h"`, `"1d"`. */
export type Duration = number | string;

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Reads a duration.
 *
 * @returns Milliseconds.
 * @throws UsageError `E_BAD_DURATION` for anything else than a positive time.
 */
export function millisecondsOf(duration: Duration): number {
  if (typeof duration === "number" && duration >= 0 && Number.isFinite(duration)) return duration;
  const [, amount, unit = "ms"] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(String(duration).trim()) ?? [];
  const factor = units[unit];
  if (amount !== undefined && factor !== undefined) return Number(amount) * factor;
  throw new UsageError(
    "E_BAD_DURATION",
    `${JSON.stringify(duration)} is not a duration; write milliseconds, or "500ms", "10s", "1m", "2h", "1d".`,
  );
}
