import { expect, test } from "vitest";
import * as surface from "./index.js";

test("the package exports what it says, and nothing else", () => {
  expect(Object.keys(surface)).toEqual(["createHooks"]);
});
