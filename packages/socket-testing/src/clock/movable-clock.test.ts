import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, expect, test, vi } from "vitest";
import { MovableClock } from "./movable-clock.js";

afterEach(() => {
  vi.useRealTimers();
});

test("moves forward, and runs what becomes due in order, each at its time", async () => {
  const clock = new MovableClock();
  const begin = clock.now();
  const seen: [string, number][] = [];
  const note = (name: string): void => void seen.push([name, Math.round((clock.now() - begin) / 100) / 10]);
  clock.setTimeout(() => {
    note("late");
  }, 60_000);
  clock.setTimeout(() => {
    note("first");
    clock.setTimeout(() => {
      note("what it set");
    }, 5_000);
  }, 10_000);
  const stopped = clock.setTimeout(() => {
    note("stopped");
  }, 1_000);
  clock.clearTimeout(stopped);
  await clock.advance("30s");
  expect(seen).toEqual([
    ["first", 10],
    ["what it set", 15],
  ]);
  await clock.advance(30_000);
  expect(seen.at(-1)).toEqual(["late", 60]);
  expect(clock.now() - begin).toBeGreaterThanOrEqual(60_000);
});

test("goes on by itself, also after it was moved", async () => {
  const clock = new MovableClock();
  const fired: string[] = [];
  clock.setTimeout(() => fired.push("soon"), 10_020);
  await clock.advance("10s");
  expect(fired).toEqual([]);
  await pause(60);
  expect(fired).toEqual(["soon"]);
  clock.close();
});

test("is not held by a test runner's fake timers, and sets none going twice", async () => {
  vi.useFakeTimers();
  const clock = new MovableClock();
  let count = 0;
  clock.setTimeout(() => count++, 1_000);
  await clock.advance("2s");
  await clock.advance("2s");
  expect(count).toBe(1);
  expect(vi.getTimerCount()).toBe(0);
});

test("runs a timer where it was set, and not where the clock is moved", async () => {
  const place = new AsyncLocalStorage<string>();
  const clock = new MovableClock();
  let seen: string | undefined;
  place.run("a handler", () => clock.setTimeout(() => (seen = place.getStore()), 1_000));
  await place.run("the test", () => clock.advance("1s"));
  expect(seen).toBe("a handler");
});

test.each([-1, NaN, "soon", "5 m", ""])("refuses %j as a duration", async (by) => {
  await expect(new MovableClock().advance(by)).rejects.toMatchObject({ code: "E_BAD_DURATION" });
});
