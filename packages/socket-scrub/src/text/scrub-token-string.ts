import { mayMatch, RulePrefilter } from "./rule-prefilter.js";
import { applierOf } from "./text-rule.js";
import { textRules } from "./text-rules.js";

const prefilter = new RulePrefilter(textRules);
const searches = textRules
  // Rules that share a function are applied once.
  .filter(
    ({ apply }, at) => apply === undefined || textRules.findIndex((rule) => rule.apply === apply) === at,
  )
  .map((rule) => ({
    apply: applierOf(rule),
    isSettling: rule.apply !== undefined,
    filter: prefilter.filterOf(rule),
  }));

/**
 * Masks every token, key and password that it recognises in a text.
 *
 * JWTs, `Bearer ...`, `token=...` in URLs, cookies, JSON and headers, and the published prefixes of common issuers
 * become `***REDACTED***`; ordinary prose stays as it is. Takes linear time on any input.
 *
 * @param text - Any text. Anything that is not a string is returned as it came.
 * @returns The text with secrets masked. Scrubbing twice changes nothing.
 * @example
 * ```ts
 * import { scrubTokenString } from "@carillon/socket-scrub";
 *
 * scrubTokenString("GET /?token=abc123"); // "GET /?token=***REDACTED***"
 * ```
 * @see The seed document, "Security Notes".
 */
export function scrubTokenString(text: string): string {
  if (typeof text !== "string" || text.length < 6) return text;
  // What one rule masks can be the boundary that another one needs: until nothing changes, which is the second time at the latest
  // but for texts that are made for it.
  let scrubbed = text;
  let settled: string | undefined;
  let traits = prefilter.traitsOf(text);
  for (let round = 0; round < 6; round++) {
    const before = scrubbed;
    for (const { apply, isSettling, filter } of searches) {
      if (!mayMatch(filter, scrubbed, traits) || (isSettling && scrubbed === settled)) continue;
      const masked = apply(scrubbed);
      if (isSettling) settled = masked;
      if (masked === scrubbed) continue;
      scrubbed = masked;
      traits = prefilter.traitsOf(masked);
    }
    if (scrubbed === before) break;
  }
  return scrubbed;
}
