import { EventEmitter } from "node:events";
import { afterEach, beforeEach, expect, it, test, vi } from "vitest";
import { configureTesting, defaultPatienceMs, refuteMs } from "./patience.js";
import { nextEvent } from "./next-event.js";
import { waitFor } from "./wait-for.js";

/** What the setup file of the test runner set for the other tests. */
const before = defaultPatienceMs();

beforeEach(() => {
  configureTesting({ patienceMs: 4_000 });
});

afterEach(() => {
  vi.useRealTimers();
  configureTesting({ patienceMs: before });
});

test("the patience ends before the test runner's own limit of five seconds, where nothing is set", async () => {
  vi.resetModules();
  const fresh = await import("./patience.js");
  expect(fresh.defaultPatienceMs()).toBe(4_000);
});

test("a wait without a time of its own lasts as long as the patience, to the millisecond", async () => {
  vi.useFakeTimers();
  configureTesting({ patienceMs: 7_000 });
  const given = vi.fn();
  nextEvent(new EventEmitter(), "ring").catch(given);
  await vi.advanceTimersByTimeAsync(6_999);
  expect(given).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(given).toHaveBeenCalledExactlyOnceWith(new Error('"ring" did not come within 7000 ms.'));
});

test("a wait with a time of its own keeps it", async () => {
  vi.useFakeTimers();
  const given = vi.fn();
  nextEvent(new EventEmitter(), "ring", { timeoutMs: 20 }).catch(given);
  await vi.advanceTimersByTimeAsync(20);
  expect(given).toHaveBeenCalledOnce();
});

test("a condition is asked for at least as long as the patience", async () => {
  configureTesting({ patienceMs: 30 });
  const start = performance.now();
  await expect(waitFor(() => false)).rejects.toThrow("did not hold within 30 ms");
  expect(performance.now() - start).toBeGreaterThanOrEqual(30);
});

test("what should not happen is waited for a second at most, and never longer than the patience", () => {
  expect([refuteMs(60_000), refuteMs(1_000), refuteMs(50)]).toEqual([1_000, 1_000, 50]);
});

it("keeps what is left out", () => {
  configureTesting({ patienceMs: 9_000 });
  configureTesting({});
  expect(defaultPatienceMs()).toBe(9_000);
});

it.each([0, -1, Number.NaN, Infinity, 2_147_483_648, "5s" as unknown as number])(
  "refuses %s, which no timer waits",
  (patienceMs) => {
    expect(() => {
      configureTesting({ patienceMs });
    }).toThrow(
      expect.objectContaining({
        code: "E_PATIENCE",
        message: `patienceMs is how long a test waits, in milliseconds from 1 to 2147483647; got ${String(patienceMs)}.`,
      }),
    );
    expect(defaultPatienceMs()).toBe(4_000);
  },
);
