import { UsageError } from "@carillon/socket-contract/server";

/** How much of a channel is kept for clients that were away. */
export interface HistoryOptions {
  /** How many messages. Default 100. */
  readonly size?: number;
  /** For how long, in milliseconds. Default 120,000. */
  readonly ttlMs?: number;
}

/** {@link HistoryOptions} with its defaults. */
export type FullHistoryOptions = Required<HistoryOptions>;

/**
 * The history options of a rule, all filled in; `undefined` for a channel without history.
 *
 * @throws UsageError `E_CHANNEL_HISTORY` for a size or a time that is no positive integer.
 */
export function historyOptionsOf({
  history,
}: {
  readonly history?: boolean | HistoryOptions;
}): FullHistoryOptions | undefined {
  if (history === undefined || history === false) return undefined;
  const { size = 100, ttlMs = 120_000 } = history === true ? {} : history;
  if (![size, ttlMs].every((value) => Number.isSafeInteger(value) && value > 0)) {
    throw new UsageError(
      "E_CHANNEL_HISTORY",
      "A channel's history needs a size and a ttlMs above 0; write for example { size: 100, ttlMs: 120_000 }.",
    );
  }
  return { size, ttlMs };
}
