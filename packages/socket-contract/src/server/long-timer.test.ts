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

  it("goes by the clock when that is set: forward within a minute, back later", () => {
    const [sooner, later] = [vi.fn(), vi.fn()];
    runAt(Date.now() + 15 * 60_000, sooner);
    vi.setSystemTime(Date.now() + 20 * 60_000);
    vi.advanceTimersByTime(60_000);
    expect(sooner).toHaveBeenCalledTimes(1);

    runAt(Date.now() + 5_000, later);
    vi.setSystemTime(Date.now() - 10 * 60_000);
    vi.advanceTimersByTime(10 * 60_000);
    expect(later).not.toHaveBeenCalled();
    vi.advanceTimersByTime(5_000);
    expect(later).toHaveBeenCalledTimes(1);
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
