import { expect, test } from "vitest";
import { historyOptionsOf } from "./history-options.js";

test.each([
  [undefined, undefined],
  [false, undefined],
  [true, { size: 100, ttlMs: 120_000 }],
  [{}, { size: 100, ttlMs: 120_000 }],
  [{ size: 5 }, { size: 5, ttlMs: 120_000 }],
] as const)("history: %j is %j", (history, expected) => {
  expect(historyOptionsOf(history === undefined ? {} : { history })).toEqual(expected);
});
