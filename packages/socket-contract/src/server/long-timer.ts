import { clock } from "./clock.js";
import type { Timer } from "./clock.js";

/** The longest delay that `setTimeout` takes, about 24.8 days in milliseconds; a longer one would fire at once. */
export const maxTimerMs = 2_147_483_647;

/** How often a wait looks at the time, in milliseconds: timers stand still while a machine sleeps, and its clock may be set. */
const lookMs = 60_000;
/** By how much a timer may be early, in milliseconds: so little is no clock that was set back. */
const earlyMs = 1_000;

/**
 * Runs something at a point in time, however far away. Does not keep the process alive.
 *
 * The clock decides: when it is set forward, or the machine has slept past that point, `run` follows within a minute; when it is set
 * back, `run` waits longer.
 *
 * @param at - Milliseconds since the epoch. The past means as soon as possible.
 * @param run - Called once.
 * @returns Call it to cancel.
 */
export function runAt(at: number, run: () => void): () => void {
  let timer: Timer;
  let early = 0;
  function look(): void {
    if (at - clock.now() > early) wait();
    else run();
  }
  function wait(): void {
    const left = at - clock.now();
    early = left > lookMs ? 0 : earlyMs;
    timer = clock.setTimeout(look, Math.min(Math.max(left, 0), lookMs));
    timer.unref();
  }
  wait();
  return function cancel() {
    clock.clearTimeout(timer);
  };
}
