/** A timer of {@link clock} that runs. */
export interface Timer {
  /** Does not keep the process alive from now on. */
  unref(): Timer;
}

/** What tells the time and wakes up. */
export interface Clock {
  /** The time, in milliseconds since the epoch. */
  now(): number;
  /** Milliseconds that only ever grow, from any beginning; for durations. */
  elapsed(): number;
  /** Calls `run` once, after `ms` milliseconds. */
  setTimeout(run: () => void, ms: number): Timer;
  /** Stops a timer, if it still runs. */
  clearTimeout(timer: Timer | undefined): void;
}

/** The machine's clock. It asks Node's globals at each call, so that a test runner's fake timers hold for it. */
const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (timer) => {
    clearTimeout(timer as NodeJS.Timeout | undefined);
  },
};

/**
 * The clock of every server package: what is throttled, expires, has a deadline or a grace period goes by it.
 *
 * One object with plain methods, so that reading it costs what reading the system's clock costs.
 */
export const clock: Clock = { ...systemClock };

/**
 * Puts another clock in place of the machine's, for the whole process. The testing kit does.
 *
 * @param replacement - May decide at each call which time it tells.
 * @returns Puts the machine's clock back.
 */
export function replaceClock(replacement: Clock): () => void {
  Object.assign(clock, replacement);
  return () => {
    Object.assign(clock, systemClock);
  };
}
