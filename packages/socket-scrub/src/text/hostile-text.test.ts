import { describe, expect, it } from "vitest";
import { scrubTokenString } from "./scrub-token-string.js";
import { redacted } from "./text-rule.js";
import { textRules } from "./text-rules.js";

/** What stands before the secrets of all rules, which a careless rule would try again and again. */
const starts: readonly string[] = [
  ...new Set(
    textRules.flatMap(({ masks, requiredPrefixes = [], requiredWords = [] }) => [
      ...masks.map((mask) => /[^«]{0,24}(?=«)/.exec(mask)?.[0] ?? "").filter((start) => start !== ""),
      ...requiredPrefixes,
      ...requiredWords,
    ]),
  ),
];
/** What ends, continues or closes a value. */
const ends: readonly string[] = [
  ")",
  "]",
  "=",
  ":",
  '"',
  "'",
  " ",
  "(",
  "&",
  ",",
  "a",
  "a1",
  "\\",
  "@",
  ".",
  "-",
  redacted,
];

/** Small pieces: what a rule repeats a bounded number of times, at each place of a text, is dear as well. */
const length = 8_192;
const pieces = 16;

/** A text whose halves repeat one thing each: what one begins everywhere, the other may carry on to the end. */
function halves(start: string, end: string, size: number): string {
  return start.repeat(size / 2 / start.length) + end.repeat(size / 2 / end.length);
}

function repeated(unit: string, size: number): string {
  return unit.repeat(size / unit.length);
}

/** Milliseconds of so many passes. */
function timeOf(text: string, times: number): number {
  const start = performance.now();
  for (let pass = 0; pass < times; pass++) scrubTokenString(text);
  return performance.now() - start;
}

/** How many times as long the whole takes as its pieces. What else the machine does can only add to a time: the least counts. */
function growthOf(make: (size: number) => string): number {
  const whole = make(length);
  const piece = make(length / pieces);
  let least = Infinity;
  let leastInPieces = Infinity;
  for (let round = 0; round < 30; round++) {
    least = Math.min(least, timeOf(whole, 1));
    leastInPieces = Math.min(leastInPieces, timeOf(piece, pieces));
    if (least < leastInPieces * 2) break;
  }
  return least / leastInPieces;
}

describe("the work of text that is made to be dear", () => {
  // The same number of characters, whole and in 16 pieces: the same for linear rules, 16 times as much for quadratic ones.
  it.each(starts)("grows with its length and no faster after %j", (start) => {
    const dear = ends.filter(
      (end) =>
        growthOf((size) => halves(start, end, size)) >= 6 ||
        growthOf((size) => repeated(start + end, size)) >= 6,
    );
    expect(dear).toEqual([]);
  });
});
