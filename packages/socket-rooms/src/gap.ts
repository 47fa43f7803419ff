/** How long a store is left alone after it did not answer, in milliseconds. */
const pauseMs = 1_000;

/**
 * A history that is not whole: asks its store to begin it anew, again and again until that is done.
 *
 * While the store is away messages pass by at once. Once it answers, the next ones wait for one more reset where any
 * passed by meanwhile, so that none slips between the reset and the messages that are kept after it.
 */
export class Gap {
  readonly #reset: () => Promise<void>;
  readonly #mended: () => void;
  #hasSkipped = false;
  #isMended = false;
  #isClosed = false;
  #last: Promise<boolean> | undefined;
  #attempt: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  /**
   * Begins to mend.
   *
   * @param reset - Begins the history anew; rejects while the store is away.
   * @param mended - Called once, when the history is whole again.
   */
  constructor(reset: () => Promise<void>, mended: () => void) {
    this.#reset = reset;
    this.#mended = mended;
    void this.mend();
  }

  /** A message comes: `"skipped"` where it cannot be kept, `"mended"` where it can again. */
  async skip(): Promise<"skipped" | "mended"> {
    if (this.#last !== undefined) await this.#last;
    if (this.#isMended) return "mended";
    this.#hasSkipped = true;
    return "skipped";
  }

  /** Tries once more, or joins the try that is under way. Never rejects. */
  mend(): Promise<void> {
    this.#attempt ??= this.#try().finally(() => (this.#attempt = undefined));
    return this.#attempt;
  }

  /** Gives up; nobody will publish here any more. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  async #try(): Promise<void> {
    clearTimeout(this.#timer);
    let isWhole = await this.#anew();
    if (isWhole && this.#hasSkipped) {
      this.#last = this.#anew();
      isWhole = await this.#last;
      this.#last = undefined;
    }
    if (this.#isClosed) return;
    if (isWhole) {
      this.#isMended = true;
      this.#mended();
    } else {
      this.#timer = setTimeout(() => void this.mend(), pauseMs).unref();
    }
  }

  async #anew(): Promise<boolean> {
    this.#hasSkipped = false;
    try {
      await this.#reset();
      return true;
    } catch {
      return false;
    }
  }
}
