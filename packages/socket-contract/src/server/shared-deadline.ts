import { clock } from "./clock.js";
import { DeadlineQueue } from "./deadline-queue.js";
import type { Begun } from "./deadline-queue.js";
import { DeadlineError } from "./deadline.js";

/** Work that has not settled. */
interface Waiting extends Begun {
  readonly fail: (error: Error) => void;
}

/**
 * A deadline for work that many wait for at a time, such as a guard's answer to each event: one timer for all of it, where
 * `withDeadline` starts one for each. It does not keep the process alive.
 */
export class SharedDeadline {
  readonly #ms: number;
  readonly #waiting: DeadlineQueue<Waiting>;

  /** @param ms - How long each may take, in milliseconds; 0 waits forever. */
  constructor(ms: number) {
    this.#ms = ms;
    this.#waiting = new DeadlineQueue(ms, ({ fail }) => {
      fail(new DeadlineError(ms));
    });
  }

  /**
   * Waits for work, but not longer than the deadline.
   *
   * @param work - It goes on after the deadline; what it then settles with is ignored, a rejection too.
   * @returns What the work became. Rejects with a {@link DeadlineError} when it took too long, or with the work's own error.
   */
  within<Result>(work: PromiseLike<Result>): Promise<Result> {
    if (this.#ms === 0) return Promise.resolve(work);
    return new Promise<Result>((resolve, fail) => {
      const node = this.#waiting.add({ begunAt: clock.elapsed(), fail });
      work.then(
        (value) => {
          node.remove();
          resolve(value);
        },
        (error: unknown) => {
          node.remove();
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- work may fail with anything
          fail(error);
        },
      );
    });
  }
}
