/** Counts the bytes of what waits, up to a bound. */
export class ByteBudget {
  readonly #max: number;
  readonly #taken = new Map<object, number>();
  #used = 0;

  /** @param max - Most bytes that may wait. One item may always wait, whatever its size. */
  constructor(max: number) {
    this.#max = max;
  }

  /**
   * Counts an item.
   *
   * @returns `false` when it does not fit; it is not counted then.
   */
  take(item: object, bytes: number): boolean {
    if (this.#used > 0 && this.#used + bytes > this.#max) return false;
    this.#taken.set(item, bytes);
    this.#used += bytes;
    return true;
  }

  /** An item waits no longer. */
  release(item: object): void {
    this.#used -= this.#taken.get(item) ?? 0;
    this.#taken.delete(item);
  }
}
