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

/** What an option can be; `any` is not looked at, or looked at elsewhere. */
export type OptionKindName =
  "any" | "text" | "flag" | "ms" | "number" | "amount" | "count" | "function" | "list" | "object" | "logger";

/** One kind, and how a message says it. */
interface Kind {
  readonly fits: (value: unknown) => boolean;
  readonly words: string;
}

const kinds: Readonly<Record<OptionKindName, Kind>> = {
  any: { fits: () => true, words: "anything" },
  text: {
    fits: (value: unknown) => typeof value === "string" && value !== "",
    words: "a text that is not empty",
  },
  flag: { fits: (value: unknown) => typeof value === "boolean", words: "true or false" },
  ms: {
    fits: (value: unknown) => typeof value === "number" && value >= 0,
    words: "a number of milliseconds, 0 or more",
  },
  number: {
    fits: (value: unknown) => typeof value === "number" && value >= 0,
    words: "a number, 0 or more",
  },
  amount: {
    fits: (value: unknown) => value === Infinity || (Number.isInteger(value) && (value as number) >= 0),
    words: "a whole number of at least 0",
  },
  count: {
    fits: (value: unknown) => value === Infinity || (Number.isInteger(value) && (value as number) >= 1),
    words: "a whole number of at least 1",
  },
  function: { fits: (value: unknown) => typeof value === "function", words: "a function" },
  list: { fits: (value: unknown) => Array.isArray(value), words: "a list" },
  object: { fits: (value: unknown) => typeof value === "object" && value !== null, words: "an object" },
  logger: {
    fits: (value: unknown) => typeof (value as { readonly error?: unknown } | null)?.error === "function",
    words: "a logger with debug, info, warn and error, such as console or pino()",
  },
};

/** A kind, or the words that an option may be. */
export type OptionKind = OptionKindName | readonly string[];

/** What each option of a call is: a kind, or the words that it may be. None can be forgotten. */
export type OptionKinds<Options> = { readonly [Key in keyof Options]-?: OptionKind };

/**
 * Checks that options are an object with known keys, and that each is of its kind.
 *
 * @param where - The call, as the message names it.
 * @param options - What was given; `undefined` for none.
 * @param known - All keys that it may have, and what each is.
 * @throws UsageError `E_BAD_OPTION` for what is no object and for a value of another kind, `E_UNKNOWN_OPTION` for another key.
 */
export function checkOptions<Options extends object>(
  where: string,
  options: Options | undefined,
  known: OptionKinds<Options>,
): void {
  checkOptionKeys(where, options, Object.keys(known));
  for (const [key, value] of Object.entries(options ?? {})) {
    const kind = (known as Readonly<Record<string, OptionKind>>)[key] ?? "any";
    const { fits, words } = typeof kind === "string" ? kinds[kind] : oneOf(kind);
    if (value === undefined || fits(value)) continue;
    throw new UsageError(
      "E_BAD_OPTION",
      `${where}: ${key} must be ${words}; got ${isWord(kind, value) ? `"${value}"` : describedOption(value)}.`,
    );
  }
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

/** A kind that has these words alone. */
function oneOf(allowed: readonly string[]): Kind {
  return {
    fits: (value) => allowed.includes(value as string),
    words: allowed.map((word) => `"${word}"`).join(" or "),
  };
}

/** Whether a text stands where a word does: it is shown, because it is no secret. */
function isWord(kind: OptionKind, value: unknown): value is string {
  return typeof kind !== "string" && typeof value === "string";
}

/** As {@link described}; a number is shown, because its kind alone often fits. */
function describedOption(value: unknown): string {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : described(value);
}

/** A value in a message: never its content, which may be secret. */
function described(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
