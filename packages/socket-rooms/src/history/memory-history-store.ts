import { answerSince } from "./history-store.js";
import type { FullHistoryOptions } from "./history-options.js";
import type { HistoryAnswer, HistoryPosition, HistoryStore, KeptMessage } from "./history-store.js";

interface Stream {
  readonly epoch: string;
  offset: number;
  kept: KeptMessage[];
  /** When it may be forgotten, if nothing comes. */
  endsAt: number;
}

/** How many messages go by before streams that nobody uses are looked for. */
const sweepEvery = 1_000;

/** Keeps history in memory: for one process. A restart starts a new epoch. */
export class MemoryHistoryStore implements HistoryStore {
  readonly #streams = new Map<string, Stream>();
  #sinceSweep = 0;

  append(room: string, message: string, options: FullHistoryOptions): HistoryPosition {
    const stream = this.#stream(room, options);
    const at = Date.now();
    stream.offset++;
    stream.kept.push({ offset: stream.offset, at, message });
    if (stream.kept.length > options.size) stream.kept.shift();
    this.#sweepSometimes(at);
    return { epoch: stream.epoch, offset: stream.offset };
  }

  since(room: string, position: HistoryPosition | undefined, options: FullHistoryOptions): HistoryAnswer {
    const { epoch, offset, kept } = this.#stream(room, options);
    return answerSince({ epoch, offset }, kept, position, Date.now() - options.ttlMs);
  }

  reset(room: string): void {
    this.#streams.delete(room);
  }

  #stream(room: string, { ttlMs }: FullHistoryOptions): Stream {
    const endsAt = Date.now() + 2 * ttlMs;
    const stream = this.#streams.get(room) ?? { epoch: crypto.randomUUID(), offset: 0, kept: [], endsAt };
    stream.endsAt = endsAt;
    this.#streams.set(room, stream);
    return stream;
  }

  #sweepSometimes(now: number): void {
    if (++this.#sinceSweep < sweepEvery) return;
    this.#sinceSweep = 0;
    for (const [room, { endsAt }] of this.#streams) {
      if (endsAt < now) this.#streams.delete(room);
    }
  }
}
