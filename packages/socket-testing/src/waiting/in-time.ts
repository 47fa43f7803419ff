/** Taken early: a test runner may replace the globals by its own. */
const { setTimeout: start, clearTimeout: stop } = globalThis;

/**
 * Waits for a promise, by the machine's clock.
 *
 * @param limitMs - How long at most, in milliseconds.
 * @returns What it resolved to, as `value`; `undefined` when the time was up.
 * @throws What the promise is rejected with in time.
 */
export async function inTime<Value>(
  work: Promise<Value>,
  limitMs: number,
): Promise<{ readonly value: Value } | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((resolve) => {
    timer = start(() => {
      resolve(undefined);
    }, limitMs);
  });
  try {
    return await Promise.race([work.then((value) => ({ value })), limit]);
  } finally {
    stop(timer);
  }
}
