import { SocketException } from "@carillon/socket-contract";
import type { Logger } from "@carillon/socket-contract";
import type { ChannelRule } from "./channel-rule.js";
import { withDeadline } from "./deadline.js";
import type { FullHistoryOptions, HistoryAnswer, HistoryPosition, HistoryStore } from "./history-store.js";

/** How long a store may take before a message goes out without it, in milliseconds. */
const patienceMs = 2_000;

/** Keeps what is published in channels with history, and hands it to clients that were away. */
export class History {
  readonly #store: HistoryStore;
  readonly #logger: Logger;
  /** Rooms in which a message went out that could not be kept: what is kept there has a gap. */
  readonly #broken = new Set<string>();
  /** The last message of each room on its way to the store: they go out in the order in which they came. */
  readonly #last = new Map<string, Promise<unknown>>();

  constructor(store: HistoryStore, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
  }

  /**
   * Keeps a message, then sends it.
   *
   * @param room - The channel, namespace included.
   * @param send - Gets the message's place; none when it could not be kept.
   * @returns Resolves when it was sent; a store that fails does not keep it from being sent.
   */
  publish(
    room: string,
    message: readonly [event: string, payload: unknown],
    options: FullHistoryOptions,
    send: (position: HistoryPosition | undefined) => void,
  ): Promise<void> {
    const text = JSON.stringify(message);
    const before = this.#last.get(room);
    const kept = this.#keep(room, text, options);
    const sent = Promise.all([kept, before?.catch(() => undefined)]).then(([position]) => {
      send(position);
    });
    const settled = sent
      .catch(() => undefined)
      .then(() => {
        if (this.#last.get(room) === settled) this.#last.delete(room);
      });
    this.#last.set(room, settled);
    return sent;
  }

  /**
   * What a client missed.
   *
   * @param position - Where it was, as it says; `undefined` for one that comes for the first time.
   * @returns `undefined` when the store does not answer: nothing is promised then.
   */
  async since(
    room: string,
    position: HistoryPosition | undefined,
    options: FullHistoryOptions,
  ): Promise<HistoryAnswer | undefined> {
    try {
      await this.#mend(room);
      return await withDeadline(this.#store.since(room, position, options), patienceMs);
    } catch (error) {
      this.#logger.error({ err: error }, "the history of a channel does not answer");
      return undefined;
    }
  }

  async #keep(room: string, text: string, options: FullHistoryOptions): Promise<HistoryPosition | undefined> {
    try {
      await this.#mend(room);
      return await withDeadline(this.#store.append(room, text, options), patienceMs);
    } catch (error) {
      this.#broken.add(room);
      this.#logger.error({ err: error }, "a message could not be kept in the history of its channel");
      return undefined;
    }
  }

  /** A history with a gap would be handed out as whole: it starts anew instead. */
  async #mend(room: string): Promise<void> {
    if (!this.#broken.has(room)) return;
    await withDeadline(this.#store.reset(room), patienceMs);
    this.#broken.delete(room);
  }
}

/**
 * The history options of a rule, all filled in; `undefined` for a channel without history.
 *
 * @throws TypeError for a size or a time that is no positive integer.
 */
export function historyOf({ history }: ChannelRule): FullHistoryOptions | undefined {
  if (history === undefined) return undefined;
  const { size = 100, ttlMs = 120_000 } = history;
  if (![size, ttlMs].every((value) => Number.isSafeInteger(value) && value > 0)) {
    throw new TypeError(
      "A channel's history needs a size and a ttlMs above 0; write for example { size: 100, ttlMs: 120_000 }.",
    );
  }
  return { size, ttlMs };
}

/**
 * Where a client says that it was.
 *
 * @param since - Anything; `undefined` and `null` are a client that comes for the first time.
 * @throws SocketException `bad_input` when it is no position.
 */
export function positionOf(since: unknown): HistoryPosition | undefined {
  if (since === undefined || since === null) return undefined;
  const { epoch, offset } = since as { readonly epoch?: unknown; readonly offset?: unknown };
  if (
    typeof epoch === "string" &&
    epoch.length <= 64 &&
    Number.isSafeInteger(offset) &&
    Number(offset) >= 0
  ) {
    return { epoch, offset: Number(offset) };
  }
  throw new SocketException("`since` is { epoch, offset } as the server sent it.", { code: "bad_input" });
}
