import { ignore } from "@carillon/socket-contract/server";
import type { MaybePromise } from "@carillon/socket-contract/server";

/**
 * Runs work on the same key one after the other, and work on different keys side by side.
 *
 * A join that waits for its rule and a leave that comes after it end as the client meant: left.
 */
export class KeyedQueue {
  readonly #last = new Map<string, Promise<void>>();

  /** How many keys are being worked on. */
  get size(): number {
    return this.#last.size;
  }

  /** Runs the work after all earlier work on its key: at once where there is none. */
  run<Result>(key: string, work: () => MaybePromise<Result>): MaybePromise<Result> {
    const before = this.#last.get(key);
    const result = before === undefined ? work() : before.then(work);
    if (result instanceof Promise) this.#remember(key, result);
    return result;
  }

  #remember(key: string, result: Promise<unknown>): void {
    // How the work ended is for its caller.
    const settled = result.then(ignore, ignore).then(() => {
      if (this.#last.get(key) === settled) this.#last.delete(key);
    });
    this.#last.set(key, settled);
  }
}
