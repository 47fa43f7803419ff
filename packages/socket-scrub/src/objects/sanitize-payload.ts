import { safeCopy } from "./safe-copy.js";
import { secretKeys } from "./secret-keys.js";

/** How {@link sanitizePayload} works. */
export interface SanitizeOptions {
  /** Property names whose values are masked besides the built-in ones, in any spelling. Default none. */
  readonly keys?: readonly string[];
  /** Levels that are kept; what lies deeper becomes `"[too deep]"`. Default 32. */
  readonly maxDepth?: number;
  /** Values that are kept in all; what comes after becomes `"[too large]"`. Default 10 000. */
  readonly maxValues?: number;
}

const defaultKeys = secretKeys();

/**
 * Makes a client's payload fit for storing or sending on.
 *
 * Ordinary JSON data comes back equal. `__proto__`, `constructor` and `prototype` keys are dropped, secrets are masked as
 * in `scrubLogContext`, and what JSON cannot hold is made so: dates become ISO strings, binary data its length,
 * functions and symbols are left out. It does not escape HTML: that belongs where HTML is made.
 *
 * @param payload - Anything a client sent.
 * @param options - Limits and further secret names.
 * @returns A new JSON-safe value; sanitizing it again changes nothing.
 * @example
 * ```ts
 * import { sanitizePayload } from "@carillon/socket-scrub";
 *
 * sanitizePayload({ text: "hi", token: "abc" }); // { text: "hi", token: "***REDACTED***" }
 * ```
 * @see The seed document, "Security Notes".
 */
export function sanitizePayload<Payload>(payload: Payload, options: SanitizeOptions = {}): Payload {
  const isSecretKey = options.keys === undefined ? defaultKeys : secretKeys(options.keys);
  const { maxDepth = 32, maxValues = 10_000 } = options;
  return safeCopy(payload, { isSecretKey, maxDepth, maxValues, isJson: true }) as Payload;
}
