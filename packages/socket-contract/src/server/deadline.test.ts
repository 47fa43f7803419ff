import { expect, it } from "vitest";
import { DeadlineError, endsWithin, isThenable, withDeadline } from "./index.js";

const never = new Promise<never>(() => undefined);

it("gives back values and what promises become", async () => {
  expect(await withDeadline(7, 1)).toBe(7);
  expect(await withDeadline(Promise.resolve(7), 1_000)).toBe(7);
  expect(await withDeadline(Promise.resolve(7), 0)).toBe(7);
  await expect(withDeadline(Promise.reject(new Error("no")), 1_000)).rejects.toThrow("no");
});

it("gives up on promises and queries that never settle", async () => {
  const query = { then: () => undefined } as unknown as Promise<never>;
  for (const work of [never, query]) {
    await expect(withDeadline(work, 1)).rejects.toThrow(DeadlineError);
    await expect(withDeadline(work, 1, () => new TypeError("late"))).rejects.toThrow(TypeError);
  }
});

it("tells whether work ends in time", async () => {
  expect(await endsWithin(Promise.resolve(), 1_000)).toBe(true);
  expect(await endsWithin(never, 1)).toBe(false);
  await expect(endsWithin(Promise.reject(new Error("no")), 1_000)).rejects.toThrow("no");
});

it("knows what must be waited for", () => {
  expect([Promise.resolve(), { then: () => undefined }].map(isThenable)).toEqual([true, true]);
  expect([undefined, null, 7, "x", {}, { then: 7 }].some(isThenable)).toBe(false);
});
