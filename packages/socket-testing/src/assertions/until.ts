import type { TestRecord } from "./test-record.js";

/** Taken early: a test runner may replace the globals by its own. */
const { setTimeout: start, clearTimeout: stop } = globalThis;

/**
 * Waits until something has happened, and looks again at each change instead of sleeping.
 *
 * @param probe - What is waited for; `undefined` as long as it has not happened.
 * @param patienceMs - How long at most, in milliseconds of the machine's clock.
 * @returns What the probe found, `undefined` when the time was up.
 */
export function until<Found>(
  record: TestRecord,
  probe: () => Found | undefined,
  patienceMs: number,
): Promise<Found | undefined> {
  return new Promise((resolve) => {
    const look = (): boolean => {
      const found = probe();
      if (found === undefined) return false;
      end(found);
      return true;
    };
    const end = (found: Found | undefined): void => {
      stop(timer);
      forget();
      resolve(found);
    };
    const timer = start(() => {
      end(probe());
    }, patienceMs);
    const forget = record.listen(look);
    look();
  });
}
