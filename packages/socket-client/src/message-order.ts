import type { ChannelHistory, ChannelPosition } from "@carillon/socket-contract";

/** One message of a channel with history. */
export interface PlacedMessage extends ChannelPosition {
  readonly event: string;
  readonly payload: unknown;
}

/** What a {@link MessageOrder} does. */
export interface OrderEvents {
  deliver(message: PlacedMessage, replayed: boolean): void;
  /** What was missed is lost. */
  gap(reason: "expired" | "epoch"): void;
  /** Something is missing, and may be had by asking. */
  missing(): void;
}

/** How long a message may be overtaken before it counts as missing, in milliseconds. */
const patienceMs = 50;

/**
 * Brings the messages of one channel in order, each once.
 *
 * Messages of several nodes overtake each other, and the same one can come live and in an answer. What is not for this
 * client leaves a hole in the offsets: only the server can tell.
 */
export class MessageOrder {
  readonly #events: OrderEvents;
  /** The epoch that counts, and the one before it. */
  #epoch: string | undefined;
  #former: string | undefined;
  /** The last one that was delivered. */
  #last = 0;
  /** Where the channel was at the join: what is older and comes late is delivered, and not waited for. */
  #floor = 0;
  #held: PlacedMessage[] = [];
  #isWaiting = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(events: OrderEvents) {
    this.#events = events;
  }

  /** Up to where nothing is missing; `undefined` before the first answer. */
  get position(): ChannelPosition | undefined {
    return this.#epoch === undefined ? undefined : { epoch: this.#epoch, offset: this.#next - 1 };
  }

  get #next(): number {
    return Math.max(this.#last, this.#floor) + 1;
  }

  /** Holds everything back until the answer to a join. */
  wait(): void {
    this.#isWaiting = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** The answer to a join; `undefined` where there is no history, or none that answers. */
  answer(history: ChannelHistory | undefined): void {
    this.#isWaiting = false;
    if (history !== undefined) this.#catchUp(history);
    this.#release();
  }

  /** A message came live. */
  live(message: PlacedMessage): void {
    this.#held.push(message);
    if (!this.#isWaiting) this.#release();
  }

  /** Ends what it waits for. */
  close(): void {
    clearTimeout(this.#timer);
  }

  #catchUp({ epoch, offset, recovered, missed }: ChannelHistory): void {
    const isFirst = this.#epoch === undefined;
    const isSame = this.#epoch === epoch;
    if (!isSame) this.#begin(epoch);
    if (recovered) {
      for (const { offset: place, event, payload } of missed) {
        if (place > this.#last) this.#deliver({ epoch, offset: place, event, payload }, true);
      }
      this.#last = Math.max(this.#last, offset);
    } else {
      this.#floor = Math.max(this.#floor, offset);
      if (!isFirst) this.#events.gap(isSame ? "expired" : "epoch");
    }
  }

  #begin(epoch: string): void {
    this.#former = this.#epoch;
    this.#epoch = epoch;
    this.#last = this.#floor = 0;
  }

  /** Delivers what is held, as far as nothing is missing. */
  #release(): void {
    const held = this.#held.sort((a, b) => a.offset - b.offset);
    this.#held = [];
    for (const message of held) {
      if (message.epoch !== this.#epoch) this.#meet(message);
      if (message.epoch !== this.#epoch || message.offset <= this.#last) continue;
      if (message.offset <= this.#next) this.#deliver(message, false);
      else this.#held.push(message);
    }
    if (this.#held.length === 0) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    } else {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#events.missing();
      }, patienceMs);
    }
  }

  /** A message of another epoch: the history began anew, unless it is a late one of the epoch before. */
  #meet({ epoch, offset }: PlacedMessage): void {
    if (epoch === this.#former) return;
    const before = this.#epoch;
    this.#begin(epoch);
    if (before === undefined) this.#floor = offset - 1;
    // "~" is the epoch of a history in which nothing was published yet: this is its first message, or close to it.
    else if (!before.startsWith("~")) this.#events.gap("epoch");
  }

  #deliver(message: PlacedMessage, replayed: boolean): void {
    this.#last = message.offset;
    this.#events.deliver(message, replayed);
  }
}
