import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Call } from "./call.js";
import { Deadlines } from "./deadlines.js";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

function callWith(timeoutMs: number): Call {
  const call: unknown = { route: { timeoutMs }, begunAt: performance.now() };
  return call as Call;
}

test("each call ends at its own time, with one timer for each duration", () => {
  const ended: [call: Call, at: number][] = [];
  const deadlines = new Deadlines((call) => void ended.push([call, performance.now()]));
  const begun = performance.now();
  const first = callWith(100);
  const never = callWith(0);
  const short = callWith(30);
  for (const call of [first, never, short]) deadlines.add(call);
  vi.advanceTimersByTime(60);
  const second = callWith(100);
  const removed = callWith(100);
  deadlines.add(second);
  deadlines.add(removed);
  expect(vi.getTimerCount()).toBe(1);
  deadlines.remove(removed);
  vi.advanceTimersByTime(1_000);
  expect(ended.map(([call, at]) => [call, Math.round(at - begun)])).toEqual([
    [short, 30],
    [first, 100],
    [second, 160],
  ]);
  expect(vi.getTimerCount()).toBe(0);
});

test("a deadline longer than the longest timer is kept", () => {
  let ended = 0;
  const deadlines = new Deadlines(() => void ended++);
  const thirtyDays = 30 * 86_400_000;
  deadlines.add(callWith(thirtyDays));
  vi.advanceTimersByTime(thirtyDays - 10);
  expect(ended).toBe(0);
  vi.advanceTimersByTime(20);
  expect(ended).toBe(1);
});
