import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { DeadlineError, SharedDeadline } from "./index.js";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

const never = new Promise<never>(() => undefined);

it("gives back what work becomes, and lets none of it take longer, with one timer for all of it", async () => {
  const deadline = new SharedDeadline(100);
  const first = deadline.within(never);
  const failed = expect(first).rejects.toThrow(DeadlineError);
  expect(await deadline.within(Promise.resolve(7))).toBe(7);
  await expect(deadline.within(Promise.reject(new Error("no")))).rejects.toThrow("no");
  vi.advanceTimersByTime(60);
  const query = { then: () => undefined } as unknown as Promise<never>;
  let isLate = false;
  const second = deadline.within(query).catch(() => (isLate = true));
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(60);
  await failed;
  await Promise.resolve();
  expect(isLate).toBe(false);
  vi.advanceTimersByTime(40);
  await second;
  expect(isLate).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

it("waits forever where there is none", () => {
  void new SharedDeadline(0).within(never);
  expect(vi.getTimerCount()).toBe(0);
});

it("ignores what fails after its deadline", async () => {
  const deadline = new SharedDeadline(10);
  let fail!: (error: Error) => void;
  const late = expect(deadline.within(new Promise((_resolve, reject) => (fail = reject)))).rejects;
  vi.advanceTimersByTime(20);
  await late.toThrow(DeadlineError);
  fail(new Error("too late"));
  await Promise.resolve();
});
