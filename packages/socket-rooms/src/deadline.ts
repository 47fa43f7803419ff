import { SocketException } from "@carillon/socket-contract";
import type { MaybePromise } from "./channel-rule.js";

/**
 * Waits for work, but not longer than a deadline.
 *
 * @param work - A value, or a promise or other thenable, such as a query; it goes on after the deadline.
 * @param ms - The deadline in milliseconds; 0 waits forever.
 * @returns What it became.
 * @throws SocketException `timeout`, retryable, when the deadline passed first.
 */
export async function withDeadline<Result>(work: MaybePromise<Result>, ms: number): Promise<Result> {
  if (!isThenable(work) || ms === 0) return work;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new SocketException("The answer took too long.", { code: "timeout", retryable: true }));
    }, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Whether a value must be waited for; query builders are no promises, but must be.
 *
 * @param value - What an application's function returned.
 */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}
