import { describe, expect, it } from "vitest";
import { scrubTokenString } from "./scrub-token-string.js";
import { redacted } from "./text-rule.js";
import { textRules } from "./text-rules.js";

describe.each(textRules)("rule: $name", ({ masks, keeps }) => {
  it.each(masks)("masks the marked part of %j", (marked) => {
    const text = marked.replaceAll(/[«»]/g, "");
    const scrubbed = scrubTokenString(text);
    expect(scrubbed).toBe(marked.replaceAll(/«[^»]*»/g, redacted));
    expect(scrubTokenString(scrubbed)).toBe(scrubbed);
  });

  it.each(keeps)("keeps %j", (text) => {
    expect(scrubTokenString(text)).toBe(text);
  });
});
