import { nearestName } from "./nearest-name.js";
import { UsageError } from "../usage-error.js";

/**
 * Checks that options are an object with known keys.
 *
 * @param where - The call, as the message names it: `"createRouter"`.
 * @param options - What was given; `undefined` for none.
 * @param known - All keys that it may have.
 * @throws UsageError `E_BAD_OPTION` for what is no object, `E_UNKNOWN_OPTION` for another key, with the nearest known one.
 */
export function checkOptionKeys(where: string, options: unknown, known: readonly string[]): void {
  if (options === undefined) return;
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    const [first = "key"] = known;
    throw new UsageError(
      "E_BAD_OPTION",
      `${where} takes its options as an object, such as { ${first}: ... }; got ${described(options)}.`,
    );
  }
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const nearest = nearestName(key, known);
    throw new UsageError(
      "E_UNKNOWN_OPTION",
      `${where} has no option "${key}"${nearest ? `; did you mean "${nearest}"?` : `. Known: ${known.join(", ")}.`}`,
    );
  }
}

/**
 * Checks options that cannot be left out; see {@link checkOptionKeys}.
 *
 * @throws UsageError `E_BAD_OPTION` and `E_UNKNOWN_OPTION`, as there.
 */
export function checkGivenOptions(where: string, options: unknown, known: readonly string[]): void {
  checkOptionKeys(where, options ?? null, known);
}

/**
 * Checks that a function was given.
 *
 * @param where - The call, as the message names it.
 * @param value - What was given.
 * @param example - What to write.
 * @throws UsageError `E_NOT_A_FUNCTION`.
 */
export function checkFunction(where: string, value: unknown, example: string): void {
  if (typeof value === "function") return;
  throw new UsageError(
    "E_NOT_A_FUNCTION",
    `${where} takes a function: ${example}. It got ${described(value)}.`,
  );
}

/**
 * Checks that a part, such as the client of a store, has what will be called on it.
 *
 * @param where - What needs the part, as the message names it.
 * @param value - What was given.
 * @param methods - One of them must be there.
 * @param example - What to write.
 * @throws UsageError `E_WRONG_PART`.
 */
export function checkPart(where: string, value: unknown, methods: readonly string[], example: string): void {
  const part = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof value !== "string" && methods.some((name) => typeof part[name] === "function")) return;
  throw new UsageError("E_WRONG_PART", `${where} needs ${example}; got ${described(value)}.`);
}

/** A value in a message: never its content, which may be secret. */
function described(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
