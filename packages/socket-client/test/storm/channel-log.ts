import type { DebugEntry } from "@carillon/socket-client";
import type { StormMessage } from "./storm.js";

/** One client's messages of its channel, as they came. */
export class ChannelLog {
  readonly channel: string;
  readonly took: number[] = [];
  readonly messages: { readonly place: number; readonly n: number }[] = [];
  readonly #slowMs: number;
  /** What the client did last. */
  readonly #trail: string[] = [];
  gaps = 0;
  newest = 0;

  constructor(channel: string, slowMs = Infinity) {
    this.channel = channel;
    this.#slowMs = slowMs;
  }

  readonly note = ({ what, about = "", count = 0 }: DebugEntry): void => {
    this.#trail.push(`${String(Date.now() % 1_000_000)} ${what} ${about} ${String(count)}`);
    if (this.#trail.length > 15) this.#trail.shift();
  };

  add(place: number, { n, at }: StormMessage): void {
    const tookMs = Date.now() - at;
    this.took.push(tookMs);
    this.messages.push({ place, n });
    this.newest = n;
    if (tookMs > this.#slowMs) {
      console.log(`${this.channel}: ${tookMs} ms, sent at ${at % 1_000_000}`, this.#trail.splice(0));
    }
  }

  /**
   * Compares what came with what was to come.
   *
   * @param confirmed - The messages that must have come, in order.
   */
  compare(confirmed: readonly number[]): { readonly wrong: string[]; readonly unconfirmed: number } {
    const wanted = new Set(confirmed);
    const came = new Set(this.messages.map(({ n }) => n));
    const jumps = this.messages.flatMap(({ place }, at) => {
      const before = this.messages[at - 1]?.place;
      return before === undefined || place === before + 1 ? [] : [`${String(before)} then ${String(place)}`];
    });
    const missing = confirmed.filter((n) => !came.has(n)).map((n) => `${String(n)} is missing`);
    return {
      wrong: [...jumps, ...missing].map((text) => `${this.channel}: ${text}`),
      unconfirmed: this.messages.filter(({ n }) => !wanted.has(n)).length,
    };
  }
}
