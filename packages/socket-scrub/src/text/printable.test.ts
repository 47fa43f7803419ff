import { expect, test } from "vitest";
import { printable } from "../index.js";

test.each([
  ["plain text", "plain text"],
  ["a\r\n[error] forged", String.raw`a\u000d\u000a[error] forged`],
  ["\u001b[31mred", String.raw`\u001b[31mred`],
  ["a\u0000b\u007fc\u0085d", String.raw`a\u0000b\u007fc\u0085d`],
  ["a\u2028b\u2029c", String.raw`a\u2028b\u2029c`],
  ["a\u202eb\u200fc\u2066d", String.raw`a\u202eb\u200fc\u2066d`],
  ["a\ud800b", String.raw`a\ud800b`],
  ["🔔 ünï", "🔔 ünï"],
])("%j is written as %j", (text, expected) => {
  expect(printable(text)).toBe(expected);
});

test("long text is cut, also in the middle of a character", () => {
  expect(printable("x".repeat(1_000_000))).toBe(`${"x".repeat(128)}…`);
  expect(printable("🔔".repeat(10), 3)).toBe(String.raw`🔔\ud83d…`);
});
