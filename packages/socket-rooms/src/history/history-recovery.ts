import { clock } from "@carillon/socket-contract/server";
import type { Timer } from "@carillon/socket-contract/server";
/** How long to wait after an attempt that failed, in milliseconds. */
const retryMs = 1_000;

/**
 * Resets a history that lost a message, and retries until the store has done so.
 *
 * While the store is away messages pass by at once. Once it answers, the next ones wait for one more reset where any
 * passed by meanwhile, so that none slips between the reset and the messages that are kept after it.
 */
export class HistoryRecovery {
  readonly #reset: () => Promise<void>;
  readonly #onRecovered: () => void;
  #hasSkipped = false;
  #isRecovered = false;
  #isClosed = false;
  #last: Promise<boolean> | undefined;
  #attempt: Promise<void> | undefined;
  #timer: Timer | undefined;

  /**
   * Begins at once.
   *
   * @param reset - Begins the history anew; rejects while the store is away.
   * @param onRecovered - Called once, when the history is complete again.
   */
  constructor(reset: () => Promise<void>, onRecovered: () => void) {
    this.#reset = reset;
    this.#onRecovered = onRecovered;
    void this.recover();
  }

  /** A message comes: `"skipped"` where it cannot be kept, `"recovered"` where it can again. */
  async skip(): Promise<"skipped" | "recovered"> {
    if (this.#last !== undefined) await this.#last;
    if (this.#isRecovered) return "recovered";
    this.#hasSkipped = true;
    return "skipped";
  }

  /** Tries once more, or joins the try that is under way. Never rejects. */
  recover(): Promise<void> {
    this.#attempt ??= this.#try().finally(() => (this.#attempt = undefined));
    return this.#attempt;
  }

  /** Stops retrying; nothing is published here any more. */
  close(): void {
    this.#isClosed = true;
    clock.clearTimeout(this.#timer);
  }

  async #try(): Promise<void> {
    clock.clearTimeout(this.#timer);
    let isReset = await this.#tryReset();
    if (isReset && this.#hasSkipped) {
      this.#last = this.#tryReset();
      isReset = await this.#last;
      this.#last = undefined;
    }
    if (this.#isClosed) return;
    if (isReset) {
      this.#isRecovered = true;
      this.#onRecovered();
    } else {
      this.#timer = clock.setTimeout(() => void this.recover(), retryMs).unref();
    }
  }

  async #tryReset(): Promise<boolean> {
    this.#hasSkipped = false;
    try {
      await this.#reset();
      return true;
    } catch {
      return false;
    }
  }
}
