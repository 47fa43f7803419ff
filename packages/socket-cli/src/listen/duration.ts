import { CliError } from "../cli-error.js";

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/**
 * A duration as people write it: `10s`, `500ms`, `2m`; a bare number is seconds.
 *
 * @param flag - For the message: `--for`.
 * @returns Milliseconds.
 * @throws CliError for anything else.
 */
export function readDuration(flag: string, written: string): number {
  const [, number = "", unit = "s"] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(written) ?? [];
  const ms = Number(number) * units[unit as keyof typeof units];
  if (number !== "" && ms > 0 && ms <= 2_147_483_647) return ms;
  throw new CliError(`${flag} is a duration such as 10s, 500ms or 2m; got "${written}".`);
}
