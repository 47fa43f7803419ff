import { expect, it } from "vitest";
import { isThenable, withDeadline } from "./deadline.js";

it("gives back values and what promises become", async () => {
  expect(await withDeadline(7, 1)).toBe(7);
  expect(await withDeadline(Promise.resolve(7), 1_000)).toBe(7);
  await expect(withDeadline(Promise.reject(new Error("no")), 1_000)).rejects.toThrow("no");
});

it("gives up on promises and queries that never settle", async () => {
  const query = { then: () => undefined } as unknown as Promise<never>;
  for (const work of [new Promise<never>(() => undefined), query]) {
    await expect(withDeadline(work, 1)).rejects.toMatchObject({ code: "timeout", retryable: true });
  }
});

it("knows what must be waited for", () => {
  expect([Promise.resolve(), { then: () => undefined }].map(isThenable)).toEqual([true, true]);
  expect([undefined, null, 7, "x", {}, { then: 7 }].some(isThenable)).toBe(false);
});
