import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runAt } from "./long-timer.js";

const day = 86_400_000;

describe("runAt", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("waits 60 days, which one setTimeout cannot", () => {
    const run = vi.fn();
    runAt(Date.now() + 60 * day, run);
    vi.advanceTimersByTime(60 * day - 1);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("runs at once for the past, and never once cancelled", () => {
    const [late, cancelled] = [vi.fn(), vi.fn()];
    runAt(Date.now() - day, late);
    const cancel = runAt(Date.now() + 30 * day, cancelled);
    vi.advanceTimersByTime(29 * day);
    cancel();
    vi.advanceTimersByTime(60 * day);
    expect(late).toHaveBeenCalledTimes(1);
    expect(cancelled).not.toHaveBeenCalled();
  });
});
