import { expect, test } from "vitest";
import { ByteBudget } from "./byte-budget.js";

test("takes items up to its bound, and one of any size", () => {
  const budget = new ByteBudget(10);
  const [large, small, third] = [{}, {}, {}];
  expect(budget.take(large, 100)).toBe(true);
  expect(budget.take(small, 1)).toBe(false);
  budget.release(small);
  budget.release(large);
  budget.release(large);
  expect(budget.take(small, 4)).toBe(true);
  expect(budget.take(large, 7)).toBe(false);
  expect(budget.take(third, 6)).toBe(true);
});
