import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDuration } from "./duration.js";

test("reads every unit", () => {
  const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, "": 1 };
  fc.assert(
    fc.property(fc.nat(100_000), fc.constantFrom(...Object.entries(units)), (amount, [unit, factor]) => {
      expect(parseDuration(` ${String(amount)}${unit} `)).toBe(amount * factor);
    }),
  );
  expect(parseDuration("1.5s")).toBe(1_500);
});

test.each(["", "m", "5 m", "-5s", "1w", "1e3", "5mm", "Infinity", "constructor", "5toString"])(
  "refuses %j",
  (text) => {
    expect(() => parseDuration(text)).toThrow(TypeError);
  },
);
