import { inspect } from "node:util";
import { expect, test } from "vitest";
import manifest from "../package.json" with { type: "json" };
import { UsageError } from "./usage-error.js";

test("a mistake has a code, a message, a cause and the shape of a TypeError", () => {
  const cause = new Error("behind");
  const error = new UsageError("E_UNKNOWN_GUARD", 'There is no guard "apl"; did you mean "api"?', { cause });
  expect(error).toBeInstanceOf(TypeError);
  expect(error).toMatchObject({ name: "UsageError", code: "E_UNKNOWN_GUARD", cause });
  expect(String(error)).toBe('UsageError: There is no guard "apl"; did you mean "api"?');
});

test("a mistake leads to where it is explained, and Node prints the way", () => {
  const error = new UsageError("E_UNKNOWN_GUARD", "There is no guard.");
  const repository = manifest.homepage.replace(/\/tree\/.*/, "");
  expect(error.docs).toBe(`${repository}/blob/main/docs/reference/errors.md#E_UNKNOWN_GUARD`);
  expect(inspect(error)).toContain(`docs: '${error.docs}'`);
});
