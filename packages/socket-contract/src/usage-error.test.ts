import { expect, test } from "vitest";
import { UsageError } from "./usage-error.js";

test("a mistake has a code, a message, a cause and the shape of a TypeError", () => {
  const cause = new Error("behind");
  const error = new UsageError("E_UNKNOWN_GUARD", 'There is no guard "apl"; did you mean "api"?', { cause });
  expect(error).toBeInstanceOf(TypeError);
  expect(error).toMatchObject({ name: "UsageError", code: "E_UNKNOWN_GUARD", cause });
  expect(String(error)).toBe('UsageError: There is no guard "apl"; did you mean "api"?');
});
