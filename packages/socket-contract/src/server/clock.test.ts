import { afterEach, expect, test, vi } from "vitest";
import { clock, replaceClock } from "./clock.js";

afterEach(() => {
  vi.useRealTimers();
});

test("goes by the machine's clock, and by a test runner's where it has replaced that", () => {
  vi.useFakeTimers({ now: 1_000 });
  const runs: number[] = [];
  clock.setTimeout(() => runs.push(clock.now()), 50);
  const stopped = clock.setTimeout(() => runs.push(0), 10);
  clock.clearTimeout(stopped);
  vi.advanceTimersByTime(60);
  expect(runs).toEqual([1_050]);
});

test("can be replaced, and put back", () => {
  const before = clock.now();
  const restore = replaceClock({ ...clock, now: () => 7 });
  expect(clock.now()).toBe(7);
  restore();
  expect(clock.now()).toBeGreaterThanOrEqual(before);
});
