import { expect, it } from "vitest";
import { Names } from "./names.js";

it("keeps the first names and counts all later ones as one", () => {
  const names = new Names(2);
  expect(["a", "b", "c", "a", "d", "b"].map((name) => names.of(name))).toEqual([
    "a",
    "b",
    "(other)",
    "a",
    "(other)",
    "b",
  ]);
});
