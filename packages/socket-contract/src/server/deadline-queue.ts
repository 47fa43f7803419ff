import { clock } from "./clock.js";
import type { Timer } from "./clock.js";
import { LinkedList } from "./linked-list.js";
import type { Node } from "./linked-list.js";
import { maxTimerMs } from "./long-timer.js";

/** Something that has a deadline. */
export interface Begun {
  /** When it began, by `clock.elapsed()`. */
  readonly begunAt: number;
}

/**
 * Ends what takes too long, with one timer for all that may take the same time.
 *
 * Items are added as they begin, so the first of them is always the next to end. The timer does not keep the process alive,
 * and stays when the last item goes: the next one comes at once, or never.
 */
export class DeadlineQueue<Item extends Begun> {
  readonly #ms: number;
  readonly #expire: (item: Item) => void;
  readonly #items = new LinkedList<Item>();
  #timer: Timer | undefined;

  /**
   * @param ms - How long an item may take, in milliseconds.
   * @param expire - Ends an item that took longer.
   */
  constructor(ms: number, expire: (item: Item) => void) {
    this.#ms = ms;
    this.#expire = expire;
  }

  /**
   * Starts an item's time.
   *
   * @param item - Began just now, not before one that was added earlier.
   * @returns Remove it when the item ends by itself.
   */
  add(item: Item): Node<Item> {
    const node = this.#items.add(item);
    if (this.#timer === undefined) this.#arm(this.#ms);
    return node;
  }

  #arm(ms: number): void {
    this.#timer = clock.setTimeout(() => this.#sweep(), Math.min(ms, maxTimerMs));
    this.#timer.unref();
  }

  #sweep(): void {
    this.#timer = undefined;
    const now = clock.elapsed();
    for (let item = this.#items.first; item !== undefined; item = this.#items.first) {
      const left = item.begunAt + this.#ms - now;
      // Timers are whole milliseconds: what is due within one is due.
      if (left > 1) {
        this.#arm(left);
        return;
      }
      this.#items.shift();
      this.#expire(item);
    }
  }
}
