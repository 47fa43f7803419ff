import { clock } from "./clock.js";
import type { Timer } from "./clock.js";
import type { MaybePromise } from "./maybe-promise.js";
import { isThenable } from "./thenable.js";

/** Work took longer than it may. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError" as const;

  /** @param ms - The deadline that passed, in milliseconds. */
  constructor(ms: number) {
    super(`No answer within ${String(ms)} ms.`);
  }
}

/**
 * Waits for work, but not longer than a deadline.
 *
 * @param work - A value, or a promise or other thenable, such as a query. It goes on after the deadline; what it then
 *   settles with is ignored, a rejection too.
 * @param ms - The deadline in milliseconds; 0 waits forever.
 * @param late - Makes the error of a deadline that passed. Default: a {@link DeadlineError}.
 * @returns What the work became.
 * @throws What `late` made, or what the work failed with in time.
 */
export async function withDeadline<Result>(
  work: MaybePromise<Result> | PromiseLike<Result>,
  ms: number,
  late: () => Error = () => new DeadlineError(ms),
): Promise<Result> {
  if (!isThenable(work) || ms === 0) return work;
  let timer: Timer | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = clock.setTimeout(() => void reject(late()), ms);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clock.clearTimeout(timer);
  }
}

/**
 * Whether work ends within a deadline.
 *
 * @param work - What to wait for.
 * @param ms - The deadline in milliseconds; 0 waits forever.
 * @returns `false` when the deadline passed first.
 * @throws What the work failed with in time.
 */
export async function endsWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  try {
    await withDeadline(work, ms);
    return true;
  } catch (error) {
    if (error instanceof DeadlineError) return false;
    throw error;
  }
}
