/** Keeps track of a node's links to the other nodes, and reports when all that were lost are back. */
export class LinkMonitor {
  readonly #lost = new Set<object>();
  readonly #listeners = new Set<() => void>();

  /** Notes that a link is lost: what the other nodes send meanwhile may never arrive. */
  lost(link: object): void {
    this.#lost.add(link);
  }

  /** Notes that a link is back and subscribed again. The last one to come back ends the gap. */
  restored(link: object): void {
    if (!this.#lost.delete(link) || this.#lost.size > 0) return;
    for (const listener of this.#listeners) listener();
  }

  /**
   * Calls a listener after each gap.
   *
   * @param listener - Must not throw.
   * @returns A function that takes the listener away.
   */
  onGap(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
