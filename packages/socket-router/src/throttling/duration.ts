import { UsageError } from "@carillon/socket-contract/server";

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Reads a duration such as `"500ms"`, `"10s"`, `"1m"`, `"2h"` or `"1d"`; a bare number is milliseconds.
 *
 * @returns Milliseconds.
 * @throws UsageError for anything else.
 */
export function parseDuration(text: string): number {
  const [, amount, unit = "ms"] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text.trim()) ?? [];
  const factor = units[unit];
  if (amount === undefined || factor === undefined) {
    throw new UsageError(
      "E_BAD_DURATION",
      `"${text}" is not a duration; write "500ms", "10s", "1m", "2h" or "1d".`,
    );
  }
  return Number(amount) * factor;
}
