import type { MaybePromise } from "@carillon/socket-contract/server";
import type { FullHistoryOptions } from "./history-options.js";

/** A place in a channel's history. Offsets mean something within their epoch alone. */
export interface HistoryPosition {
  /**
   * Changes when the history was lost. One that begins with `~` stands for a history in which nothing was published yet: stores keep
   * nothing for it, and its first message begins an epoch.
   */
  readonly epoch: string;
  /** How many messages there have been. */
  readonly offset: number;
}

/** One message that a client missed. */
export interface HistoryMessage {
  /** Its place; the first message of an epoch has 1. */
  readonly offset: number;
  readonly event: string;
  readonly payload: unknown;
  /** Rooms whose members are not to have it. For the server alone: clients are not told. */
  readonly except?: readonly string[];
}

/** What a client that comes back is told: where the channel is now, and all that it missed or nothing. */
export interface HistoryAnswer extends HistoryPosition {
  /** Whether `missed` is all that came since the position that was asked for. */
  readonly recovered: boolean;
  readonly missed: readonly HistoryMessage[];
}

/** Keeps what was published: in memory for one process, in Redis for several. */
export interface HistoryStore {
  /**
   * Keeps a message.
   *
   * @param room - The channel, namespace included.
   * @param message - The event, its payload and the rooms left out, as JSON text.
   * @returns The message's place.
   */
  append(room: string, message: string, options: FullHistoryOptions): MaybePromise<HistoryPosition>;
  /**
   * What came after a position.
   *
   * @param position - `undefined` for a client that comes for the first time.
   * @returns Everything since then with `recovered: true`, or nothing with `recovered: false`; never a part.
   */
  since(
    room: string,
    position: HistoryPosition | undefined,
    options: FullHistoryOptions,
  ): MaybePromise<HistoryAnswer>;
  /** Starts a new epoch, because a message went out that could not be kept. */
  reset(room: string): MaybePromise<void>;
}

/** A kept message as stores hold it. */
export interface KeptMessage {
  readonly offset: number;
  /** When it was published, in milliseconds since the epoch. */
  readonly at: number;
  /** The event, its payload and the rooms left out, as JSON text. */
  readonly message: string;
}

/**
 * Decides what a client gets; the same for every store.
 *
 * @param top - Where the channel is now.
 * @param kept - What is kept, in order.
 * @param asked - Where the client was.
 * @param oldest - Messages from before this time do not count as kept.
 */
export function answerSince(
  top: HistoryPosition,
  kept: readonly KeptMessage[],
  asked: HistoryPosition | undefined,
  oldest: number,
): HistoryAnswer {
  const { epoch, offset } = top;
  if (asked?.epoch !== epoch || asked.offset > offset) return { epoch, offset, recovered: false, missed: [] };
  const missed = kept.filter((message) => message.offset > asked.offset && message.at >= oldest);
  if (missed.length !== offset - asked.offset) return { epoch, offset, recovered: false, missed: [] };
  return { epoch, offset, recovered: true, missed: missed.map(opened) };
}

function opened({ offset, message }: KeptMessage): HistoryMessage {
  const [event, payload, except] = JSON.parse(message) as [string, unknown, string[]?];
  return { offset, event, payload, ...(except && { except }) };
}
