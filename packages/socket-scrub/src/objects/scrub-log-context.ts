import { safeCopy } from "./safe-copy.js";
import { secretKeys } from "./secret-keys.js";

/** How {@link scrubLogContext} works. */
export interface ScrubOptions {
  /** Property names whose values are masked besides the built-in ones, in any spelling. Default none. */
  readonly keys?: readonly string[];
}

const defaultKeys = secretKeys();

/**
 * Copies anything that is about to be logged, with its secrets masked.
 *
 * Values under a secret's name (`password`, `authorization`, `refreshToken`, ...) are masked whole, all other text goes
 * through {@link scrubTokenString}, object keys included. Errors stay errors with message, stack, cause and own
 * properties scrubbed; cycles, getters that throw, endless depth and great size are cut and say so; binary data shows its
 * length alone. The original is never changed, and nothing is ever thrown.
 *
 * @param context - Anything.
 * @param options - Further secret names.
 * @returns A copy that may be logged.
 * @example
 * ```ts
 * import { scrubLogContext } from "@carillon/socket-scrub";
 *
 * scrubLogContext({ user: 42, headers: { cookie: "sid=1" } }); // { user: 42, headers: { cookie: "***REDACTED***" } }
 * ```
 * @see The seed document, "Security Notes".
 */
export function scrubLogContext<Context>(context: Context, options: ScrubOptions = {}): Context {
  const isSecretKey = options.keys === undefined ? defaultKeys : secretKeys(options.keys);
  return safeCopy(context, { isSecretKey, maxDepth: 64, maxValues: 100_000, isJson: false }) as Context;
}

/**
 * As {@link scrubLogContext}, but plain JSON data through and through: for a logger that cannot write the copy of an error.
 */
export function scrubLogContextAsData(context: unknown, options: ScrubOptions = {}): unknown {
  const isSecretKey = options.keys === undefined ? defaultKeys : secretKeys(options.keys);
  return safeCopy(context, { isSecretKey, maxDepth: 64, maxValues: 10_000, isJson: true, hasStacks: true });
}
