import { expect, test } from "vitest";
import { isAtLeast } from "./version.js";

test.each([
  ["22.12.0", "22.12.0", true],
  ["v20.9.1", "20.19.0", false],
  ["8.23.0-beta.1", "8.23.0", true],
  ["10.0.0", "9.99.99", true],
  ["4.2", "4.2.1", false],
])("%s is at least %s: %s", (version, floor, answer) => {
  expect(isAtLeast(version, floor)).toBe(answer);
});
