import { clock } from "./clock.js";
import type { Timer } from "./clock.js";

/** The longest delay that `setTimeout` takes, about 24.8 days in milliseconds; a longer one would fire at once. */
export const maxTimerMs = 2_147_483_647;

/**
 * Runs something at a point in time, however far away. Does not keep the process alive.
 *
 * @param at - Milliseconds since the epoch. The past means as soon as possible.
 * @param run - Called once.
 * @returns Call it to cancel.
 */
export function runAt(at: number, run: () => void): () => void {
  let timer: Timer;
  function wait(): void {
    const left = at - clock.now();
    timer = clock.setTimeout(left > maxTimerMs ? wait : run, Math.min(Math.max(left, 0), maxTimerMs));
    timer.unref();
  }
  wait();
  return function cancel() {
    clock.clearTimeout(timer);
  };
}
