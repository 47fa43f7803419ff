import { SocketException } from "@carillon/socket-contract";
import type { Logger } from "@carillon/socket-scrub";
import type { ChannelRule } from "./channel-rule.js";
import { withDeadline } from "@carillon/socket-contract/server";
import { Gap } from "./gap.js";
import type { FullHistoryOptions, HistoryAnswer, HistoryPosition, HistoryStore } from "./history-store.js";

/** How long a store may take before a message goes out without it, in milliseconds. */
const patienceMs = 2_000;

/** Keeps what is published in channels with history, and hands it to clients that were away. */
export class History {
  readonly #store: HistoryStore;
  readonly #logger: Logger;
  /** Rooms in which a message went out that could not be kept: what is kept there is not whole. */
  readonly #gaps = new Map<string, Gap>();
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
   * @param position - Where it was, as it says; `undefined` for one that comes for the first time.
   * @param isIn - Whether the client is in a room; what was not for that room is left out.
   * @returns `undefined` when the store does not answer: nothing is promised then.
   */
  async since(
    room: string,
    position: HistoryPosition | undefined,
    options: FullHistoryOptions,
    isIn: (room: string) => boolean,
  ): Promise<HistoryAnswer | undefined> {
    try {
      await this.#gaps.get(room)?.mend();
      if (this.#gaps.has(room)) return undefined;
      const answer = await withDeadline(this.#store.since(room, position, options), patienceMs);
      const forClient = answer.missed.filter(({ except }) => except?.some(isIn) !== true);
      return {
        ...answer,
        missed: forClient.map(({ offset, event, payload }) => ({ offset, event, payload })),
      };
    } catch (error) {
      this.#logger.error({ err: error }, "the history of a channel does not answer");
      return undefined;
    }
  }

  /** Stops looking for stores that come back. */
  close(): void {
    for (const gap of this.#gaps.values()) gap.close();
    this.#gaps.clear();
  }

  async #keep(room: string, text: string, options: FullHistoryOptions): Promise<HistoryPosition | undefined> {
    if ((await this.#gaps.get(room)?.skip()) === "skipped") return undefined;
    try {
      return await withDeadline(this.#store.append(room, text, options), patienceMs);
    } catch (error) {
      this.#logger.error({ err: error }, "a message could not be kept in the history of its channel");
      this.#tear(room);
      return undefined;
    }
  }

  /** A history with a gap would be handed out as whole, by every node: it starts anew as soon as the store lets it. */
  #tear(room: string): void {
    const known = this.#gaps.get(room);
    if (known !== undefined) {
      void known.skip();
      return;
    }
    const reset = (): Promise<void> => withDeadline(Promise.resolve(this.#store.reset(room)), patienceMs);
    const mended = (): void => {
      this.#gaps.delete(room);
      this.#logger.info({}, "the history of a channel is kept again, from here on");
    };
    this.#gaps.set(room, new Gap(reset, mended));
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

/** Where a client says that it was, and as which connection. */
export interface ClientPosition extends HistoryPosition {
  /** The id that the client's connection had then. */
  readonly socketId?: string;
}

/**
 * Where a client says that it was.
 *
 * @param since - Anything; `undefined` and `null` are a client that comes for the first time.
 * @throws SocketException `bad_input` when it is no position.
 */
export function positionOf(since: unknown): ClientPosition | undefined {
  if (since === undefined || since === null) return undefined;
  const { epoch, offset, socketId } = since as { [Key in keyof ClientPosition]?: unknown };
  if (isShortText(epoch) && Number.isSafeInteger(offset) && Number(offset) >= 0) {
    const position = { epoch, offset: Number(offset) };
    if (socketId === undefined || socketId === null) return position;
    if (isShortText(socketId)) return { ...position, socketId };
  }
  throw new SocketException("`since` is { epoch, offset } as the server sent it.", { code: "bad_input" });
}

function isShortText(value: unknown): value is string {
  return typeof value === "string" && value.length <= 64;
}
