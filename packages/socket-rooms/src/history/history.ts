import type { Logger } from "@carillon/socket-scrub";
import { withDeadline } from "@carillon/socket-contract/server";
import { HistoryRecovery } from "./history-recovery.js";
import type { FullHistoryOptions } from "./history-options.js";
import type { HistoryAnswer, HistoryPosition, HistoryStore } from "./history-store.js";

/** How long a store may take before a message goes out without it, in milliseconds. */
const storeTimeoutMs = 2_000;

/** Keeps what is published in channels with history, and hands it to clients that were away. */
export class History {
  readonly #store: HistoryStore;
  readonly #logger: Logger;
  /** Rooms in which a message was sent that could not be kept: their history has a hole. */
  readonly #incomplete = new Map<string, HistoryRecovery>();
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
   * @param message - The event, its payload, and the rooms whose members are not to have it.
   * @param send - Gets the message's place; none when it could not be kept.
   * @returns Resolves when it was sent; a store that fails does not keep it from being sent.
   */
  publish(
    room: string,
    message: readonly [event: string, payload: unknown, except?: readonly string[]],
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
   * @param position - Where it was, as it says; `undefined` for one that joins for the first time.
   * @param isIn - Whether the client is in a room; messages that left that room out are dropped.
   * @returns `undefined` when the store does not answer: nothing is promised then.
   */
  async since(
    room: string,
    position: HistoryPosition | undefined,
    options: FullHistoryOptions,
    isIn: (room: string) => boolean,
  ): Promise<HistoryAnswer | undefined> {
    try {
      await this.#incomplete.get(room)?.recover();
      if (this.#incomplete.has(room)) return undefined;
      const answer = await withDeadline(this.#store.since(room, position, options), storeTimeoutMs);
      // What is kept already and on its way out goes ahead of the answer: a client that is back in the room did not miss it.
      if (answer.missed.length > 0) await this.#last.get(room);
      const forClient = answer.missed.filter(({ except }) => except?.some(isIn) !== true);
      return {
        ...answer,
        missed: forClient.map(({ offset, event, payload }) => ({ offset, event, payload })),
      };
    } catch (error) {
      this.#logger.error(
        { event: "history_unavailable", err: error },
        "The history of a channel does not answer",
      );
      return undefined;
    }
  }

  /** Stops retrying. */
  close(): void {
    for (const recovery of this.#incomplete.values()) recovery.close();
    this.#incomplete.clear();
  }

  async #keep(room: string, text: string, options: FullHistoryOptions): Promise<HistoryPosition | undefined> {
    if ((await this.#incomplete.get(room)?.skip()) === "skipped") return undefined;
    try {
      return await withDeadline(this.#store.append(room, text, options), storeTimeoutMs);
    } catch (error) {
      this.#logger.error(
        { event: "history_not_kept", err: error },
        "A message could not be kept in the history of its channel",
      );
      this.#markIncomplete(room);
      return undefined;
    }
  }

  /** Every node would hand out a history with a hole as complete: it starts anew as soon as the store answers. */
  #markIncomplete(room: string): void {
    const known = this.#incomplete.get(room);
    if (known !== undefined) {
      void known.skip();
      return;
    }
    const reset = (): Promise<void> => withDeadline(Promise.resolve(this.#store.reset(room)), storeTimeoutMs);
    const recovered = (): void => {
      this.#incomplete.delete(room);
      this.#logger.info(
        { event: "history_recovered" },
        "The history of a channel is kept again, from here on",
      );
    };
    this.#incomplete.set(room, new HistoryRecovery(reset, recovered));
  }
}
