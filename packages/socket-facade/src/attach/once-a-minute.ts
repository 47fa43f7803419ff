import { clock } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";

/** At most one line of a kind in so many milliseconds: a flood of clients must not become a flood of lines. */
const quietMs = 60_000;

/** What a line says; its `event` is its kind. */
type Fields = { readonly event: string } & Readonly<Record<string, unknown>>;

/**
 * Makes what warns of the same kind of thing once a minute and lets the rest pass in silence.
 *
 * @param logger - Gets the lines.
 */
export function warnOnceAMinute(logger: Logger): (fields: Fields, message: string) => void {
  const lastAt = new Map<string, number>();

  return function warn(fields, message) {
    const { event } = fields;
    const now = clock.elapsed();
    if (now - (lastAt.get(event) ?? -quietMs) < quietMs) return;
    lastAt.set(event, now);
    logger.warn(fields, message);
  };
}
