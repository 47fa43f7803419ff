import { expect, test } from "vitest";
import { mismatch } from "./matching.js";

test("a part of an object is enough, of an array all of it", () => {
  const order = { id: 7, at: new Date(0), lines: [{ sku: "a", count: 2 }], note: null };
  expect(mismatch(undefined, order)).toBeUndefined();
  expect(mismatch({ id: 7, lines: [{ sku: "a" }] }, order)).toBeUndefined();
  expect(mismatch({ at: new Date(0), note: null }, order)).toBeUndefined();
  expect(mismatch({ id: expect.any(Number) as number }, order)).toBeUndefined();
  expect(mismatch({ id: 8 }, order)).toBe("at id: expected 8, got 7");
  expect(mismatch({ lines: [{ sku: "b" }] }, order)).toBe("at lines.0.sku: expected 'b', got 'a'");
  expect(mismatch({ lines: [] }, order)).toMatch(/^at lines: expected \[\], got \[/);
  expect(mismatch({ at: new Date(1) }, order)).toMatch(/^at at: expected 1970/);
  expect(mismatch({ id: expect.any(String) as string }, order)).toMatch(/^at id: expected .*String/);
  expect(mismatch({ gone: 1 }, order)).toBe("at gone: expected 1, got undefined");
  expect(mismatch({ 0: "a" }, ["a"])).toMatch(/^expected/);
  expect(mismatch("a", "b")).toBe("expected 'a', got 'b'");
});

test("a function decides by what it returns, or by throwing", () => {
  expect(mismatch((value: number) => value > 1, 2)).toBeUndefined();
  expect(mismatch(() => undefined, 2)).toBeUndefined();
  expect(mismatch((value: number) => value > 1, 1)).toBe("the predicate returned false");
  expect(
    mismatch(() => {
      throw new Error("not that one\nmore");
    }, 1),
  ).toBe("the predicate threw: not that one");
});
