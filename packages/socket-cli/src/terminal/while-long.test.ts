import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { whileLong } from "./while-long.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const person = process.stdin;

test("work of more than a second says what it does, once", async () => {
  const err = vi.fn();
  const work = new Promise<string>((resolve) => void setTimeout(resolve, 5_000, "done"));
  const result = whileLong({ input: person, err }, "Loading routes.js", work);
  await vi.advanceTimersByTimeAsync(999);
  expect(err).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(err).toHaveBeenCalledExactlyOnceWith("Loading routes.js...\n");
  await vi.advanceTimersByTimeAsync(4_000);
  expect(await result).toBe("done");
  expect(err).toHaveBeenCalledOnce();
});

test.each([
  ["short work", person, 999],
  ["a script", undefined, 5_000],
])("%s is told nothing", async (_what, input, ms) => {
  const err = vi.fn();
  const work = new Promise<void>((resolve) => void setTimeout(resolve, ms));
  const result = whileLong({ ...(input && { input }), err }, "Loading", work);
  await vi.advanceTimersByTimeAsync(ms + 2_000);
  await result;
  expect(err).not.toHaveBeenCalled();
});

test("work that fails is not told of afterwards", async () => {
  const err = vi.fn();
  const failed = whileLong({ input: person, err }, "Loading", Promise.reject(new Error("no")));
  await expect(failed).rejects.toThrow("no");
  await vi.advanceTimersByTimeAsync(2_000);
  expect(err).not.toHaveBeenCalled();
});
