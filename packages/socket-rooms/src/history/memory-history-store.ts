import { clock } from "@carillon/socket-contract/server";
import { answerSince } from "./history-store.js";
import type { FullHistoryOptions } from "./history-options.js";
import type { HistoryAnswer, HistoryPosition, HistoryStore, KeptMessage } from "./history-store.js";

interface Stream {
  readonly epoch: string;
  offset: number;
  kept: KeptMessage[];
  /** When it may be forgotten, if nothing is published. */
  endsAt: number;
}

/** After how many messages streams that are no longer used are looked for. */
const sweepEvery = 1_000;

/** Keeps history in memory: for one process. A restart starts a new epoch. */
export class MemoryHistoryStore implements HistoryStore {
  readonly #streams = new Map<string, Stream>();
  /** The epoch of rooms without a stream. It changes when a stream is forgotten, which could have been the one that is asked for. */
  #emptyEpoch = emptyEpoch();
  #sinceSweep = 0;

  /** How many rooms it keeps something of. */
  get size(): number {
    return this.#streams.size;
  }

  append(room: string, message: string, { size, ttlMs }: FullHistoryOptions): HistoryPosition {
    const at = clock.now();
    let stream = this.#streams.get(room);
    if (stream === undefined) {
      stream = { epoch: crypto.randomUUID(), offset: 0, kept: [], endsAt: 0 };
      this.#streams.set(room, stream);
    }
    stream.offset++;
    stream.endsAt = at + 2 * ttlMs;
    stream.kept.push({ offset: stream.offset, at, message });
    if (stream.kept.length > size) stream.kept.shift();
    this.#sweepSometimes(at);
    return { epoch: stream.epoch, offset: stream.offset };
  }

  since(room: string, position: HistoryPosition | undefined, { ttlMs }: FullHistoryOptions): HistoryAnswer {
    const wasEmpty = position?.epoch === this.#emptyEpoch;
    const stream = this.#streams.get(room);
    const { epoch, offset, kept } = stream ?? { epoch: this.#emptyEpoch, offset: 0, kept: [] };
    const asked = wasEmpty ? { epoch, offset: position.offset } : position;
    return answerSince({ epoch, offset }, kept, asked, clock.now() - ttlMs);
  }

  reset(room: string): void {
    if (this.#streams.delete(room)) this.#emptyEpoch = emptyEpoch();
  }

  #sweepSometimes(now: number): void {
    if (++this.#sinceSweep < sweepEvery) return;
    this.#sinceSweep = 0;
    for (const [room, { endsAt }] of this.#streams) {
      if (endsAt < now) this.reset(room);
    }
  }
}

function emptyEpoch(): string {
  return `~${crypto.randomUUID()}`;
}
