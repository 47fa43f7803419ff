import { describe, expect, it } from "vitest";
import { scrubLogContext } from "./scrub-log-context.js";

const secret = "abc123def456ghi789";
const text = `Bearer ${secret}`;

describe("scrubLogContext", () => {
  it("keeps an error an error, of its class", () => {
    class Custom extends TypeError {
      override name = "Custom";
      code = 7;
    }
    const copy = scrubLogContext(new Custom("no", { cause: new Error(text) }));
    expect(copy).toBeInstanceOf(Custom);
    expect(copy).toMatchObject({
      name: "Custom",
      message: "no",
      code: 7,
      cause: { message: "Bearer ***REDACTED***" },
    });
    expect(copy.stack).toContain("scrub-log-context.test");
  });

  it("keeps ordinary fields, dates and booleans under a secret's name", () => {
    const date = new Date(0);
    const fields = {
      n: 1,
      text: "the bearer of bad news",
      hasToken: true,
      token: null,
      date,
      list: [1, "a", null],
    };
    expect(scrubLogContext(fields)).toEqual(fields);
  });
});
