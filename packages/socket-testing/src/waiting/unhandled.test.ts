import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import { unhandledDuring } from "./unhandled.js";

it("collects unhandled rejections and uncaught exceptions", async () => {
  const rejected = new Error("rejected");
  const thrown = new Error("thrown");
  const seen = await unhandledDuring(async () => {
    void Promise.reject(rejected);
    await turn();
    setImmediate(() => {
      throw thrown;
    });
  });
  expect(seen).toEqual([rejected, thrown]);
});

it("is empty when everything was handled, and restores the listeners before it", async () => {
  const before = process.listeners("unhandledRejection");
  const seen = await unhandledDuring(() => Promise.reject(new Error("handled")).catch(() => undefined));
  expect(seen).toEqual([]);
  expect(process.listeners("unhandledRejection")).toEqual(before);
});

it("restores the listeners when the block throws", async () => {
  const before = process.listeners("uncaughtException");
  await expect(unhandledDuring(() => Promise.reject(new Error("mine")))).rejects.toThrow("mine");
  expect(process.listeners("uncaughtException")).toEqual(before);
});
