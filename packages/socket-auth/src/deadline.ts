/** A guard took longer than it may. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError" as const;
}

/**
 * Waits for a promise, but not for ever.
 *
 * @param promise - What it settles with later is ignored, a rejection too.
 * @param ms - The limit in milliseconds.
 * @throws {DeadlineError} after `ms` milliseconds.
 */
export function withDeadline<Value>(promise: PromiseLike<Value>, ms: number): Promise<Value> {
  let timer: NodeJS.Timeout;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new DeadlineError(`No answer within ${String(ms)} ms.`));
    }, ms);
  });
  return Promise.race([promise, deadline]).finally(() => {
    clearTimeout(timer);
  });
}

/** Whether a value must be awaited. */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function"
  );
}
