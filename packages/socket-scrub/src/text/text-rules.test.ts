import { describe, expect, it } from "vitest";
import { scrubTokenString } from "./scrub-token-string.js";
import { redacted, textRules } from "./text-rules.js";

describe.each(textRules)("rule: $name", ({ masks, keeps }) => {
  it.each(masks)("masks the marked part of %j", (marked) => {
    const text = marked.replaceAll(/[«»]/g, "");
    const secret = /«([^»]*)»/.exec(marked)?.[1] ?? "";
    const scrubbed = scrubTokenString(text);
    expect(scrubbed).toContain(redacted);
    expect(scrubbed).not.toContain(secret);
    expect(scrubTokenString(scrubbed)).toBe(scrubbed);
  });

  it.each(keeps)("keeps %j", (text) => {
    expect(scrubTokenString(text)).toBe(text);
  });
});
