import { AsyncLocalStorage } from "node:async_hooks";
import type { Clock, Timer } from "@carillon/socket-contract/server";
import { millisecondsOf } from "./duration.js";
import type { Duration } from "./duration.js";

/** Taken early: a test runner may replace the globals by its own. */
const {
  setTimeout: start,
  clearTimeout: stop,
  setImmediate: turn,
  Date: SystemDate,
  performance,
} = globalThis;

/** The clock of a test: it goes as the machine's does, and a test can move it forward. */
export interface TestClock {
  /** The time, in milliseconds since the epoch. */
  now(): number;
  /**
   * Moves the time forward. What becomes due runs in order, each at its time, and what follows from it as well.
   *
   * Throttles, deadlines, expiry, grace periods, leases and offline queues go by this clock. Timers of the application
   * (`setTimeout`), of Redis and of the test runner do not.
   *
   * @param by - Milliseconds, or `"500ms"`, `"10s"`, `"5m"`, `"2h"`, `"1d"`.
   */
  advance(by: Duration): Promise<void>;
}

/** Goes with the machine's clock, ahead of it by what it was moved. */
export class MovableClock implements Clock, TestClock {
  #aheadMs = 0;
  readonly #timers = new Set<ClockTimer>();

  now(): number {
    return Math.floor(SystemDate.now() + this.#aheadMs);
  }

  elapsed(): number {
    return performance.now() + this.#aheadMs;
  }

  setTimeout(run: () => void, ms: number): Timer {
    const timer = new ClockTimer(this.#timers, run, this.elapsed() + ms);
    timer.wait(ms);
    return timer;
  }

  clearTimeout(timer: unknown): void {
    if (timer instanceof ClockTimer) timer.stop();
  }

  async advance(by: Duration): Promise<void> {
    const end = this.elapsed() + millisecondsOf(by);
    for (let timer = this.#nextUntil(end); timer !== undefined; timer = this.#nextUntil(end)) {
      this.#jumpTo(timer.dueAt);
      timer.fire();
      await settled();
    }
    this.#jumpTo(end);
    for (const timer of this.#timers) timer.wait(timer.dueAt - this.elapsed());
    await settled();
  }

  /** Stops every timer. */
  close(): void {
    for (const timer of this.#timers) timer.stop();
  }

  #jumpTo(time: number): void {
    this.#aheadMs += Math.max(0, time - this.elapsed());
  }

  #nextUntil(end: number): ClockTimer | undefined {
    let next: ClockTimer | undefined;
    for (const timer of this.#timers)
      if (timer.dueAt <= end && !(timer.dueAt >= (next?.dueAt ?? Infinity))) next = timer;
    return next;
  }
}

class ClockTimer implements Timer {
  readonly dueAt: number;
  readonly #all: Set<ClockTimer>;
  readonly #run: () => void;
  #timer: NodeJS.Timeout | undefined;
  #isUnrefed = false;

  constructor(all: Set<ClockTimer>, run: () => void, dueAt: number) {
    this.dueAt = dueAt;
    this.#all = all;
    // The clock is moved from elsewhere: the callback runs in the context in which the timer was set.
    const within = AsyncLocalStorage.snapshot();
    this.#run = () => {
      within(run);
    };
    all.add(this);
  }

  /** Fires by itself when the machine's clock gets there. */
  wait(ms: number): void {
    stop(this.#timer);
    this.#timer = start(() => {
      this.fire();
    }, ms);
    if (this.#isUnrefed) this.#timer.unref();
  }

  fire(): void {
    if (!this.#all.has(this)) return;
    this.stop();
    this.#run();
  }

  stop(): void {
    stop(this.#timer);
    this.#all.delete(this);
  }

  unref(): this {
    this.#isUnrefed = true;
    this.#timer?.unref();
    return this;
  }
}

/** Resolves when what is under way in memory, and what follows from it without a timer, has been done. */
export async function settled(): Promise<void> {
  for (let turns = 0; turns < 5; turns++) await new Promise<void>((resolve) => void turn(resolve));
}
