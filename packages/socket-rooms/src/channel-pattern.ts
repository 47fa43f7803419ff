/** The parameters of a channel pattern, by name: `{ orderId: string }` for `"orders.{orderId}"`. */
export type ChannelParams<Pattern extends string> = string extends Pattern
  ? Readonly<Record<string, string>>
  : Readonly<Record<ParamName<Pattern>, string>>;

type ParamName<Pattern extends string> = Pattern extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamName<Rest>
  : never;

/** A channel pattern, taken apart once. */
export interface ChannelPattern {
  /** The pattern as it was written. */
  readonly source: string;
  /** The names of its parameters, in order. */
  readonly params: readonly string[];
  /** How many characters of it are fixed. */
  readonly literals: number;
  /** The parameters of a name that matches as a whole, or `undefined`. */
  readonly match: (name: string) => Readonly<Record<string, string>> | undefined;
}

const param = /\{([A-Za-z_][A-Za-z0-9_]*)\}/g;
/** What parts of a name are separated by; a parameter never holds one, so that `orders.{id}` is not `orders.1.secret`. */
const separators = /[.:/]/;
const oneParam = "([^.:/]+)";

/**
 * Takes a channel pattern apart.
 *
 * @param source - Literal text with any number of `{name}`. A parameter matches one or more characters but `.`, `:` and `/`.
 * @returns The pattern, ready to match.
 * @throws TypeError for an empty pattern, stray braces, a name used twice, parameters that touch, or no literal text.
 * @example
 * ```ts
 * parseChannelPattern("orders.{orderId}").match("orders.12"); // { orderId: "12" }
 * ```
 * @see Laravel, "Broadcasting: Defining Authorization Callbacks".
 */
export function parseChannelPattern(source: string): ChannelPattern {
  const params = [...source.matchAll(param)].map((found) => found[1] ?? "");
  const literals = source.replace(param, "");
  const wrong = mistakeIn(source, params, literals);
  if (wrong !== undefined) {
    throw new TypeError(
      `The channel pattern ${JSON.stringify(source)} ${wrong}; write for example "orders.{orderId}".`,
    );
  }

  const pieces = source.split(param).map((piece, at) => (at % 2 === 0 ? escaped(piece) : oneParam));
  const whole = new RegExp(`^${pieces.join("")}$`);
  const [prefix = ""] = source.split("{");

  return {
    source,
    params,
    literals: literals.length,
    match: (name) => {
      const found = name.startsWith(prefix) ? whole.exec(name) : null;
      return found === null
        ? undefined
        : Object.fromEntries(params.map((key, at) => [key, found[at + 1] ?? ""]));
    },
  };
}

/**
 * The same text for patterns that differ only in the names of their parameters.
 *
 * @param pattern - A pattern as it was written.
 */
export function shapeOf(pattern: string): string {
  return pattern.replace(/\{[^}]*\}/g, "{}");
}

/**
 * Whether one name could match both patterns. Says yes in doubt.
 *
 * @param a - A pattern as it was written.
 * @param b - Another.
 */
export function patternsOverlap(a: string, b: string): boolean {
  const [partsA, partsB] = [a.split(separators), b.split(separators)];
  const sameShape = a.replace(/[^.:/]/g, "") === b.replace(/[^.:/]/g, "");
  return sameShape && partsA.every((part, at) => partsOverlap(part, partsB[at] ?? ""));
}

function partsOverlap(a: string, b: string): boolean {
  if (!a.includes("{") && !b.includes("{")) return a === b;
  const [startA, startB] = [a.replace(/\{.*/, ""), b.replace(/\{.*/, "")];
  const [endA, endB] = [a.replace(/.*\}/, ""), b.replace(/.*\}/, "")];
  const startsMeet = startA.startsWith(startB) || startB.startsWith(startA);
  return startsMeet && (endA.endsWith(endB) || endB.endsWith(endA));
}

function mistakeIn(source: string, params: readonly string[], literals: string): string | undefined {
  if (source === "") return "is empty";
  if (/[{}]/.test(literals)) return "has braces that are no parameter";
  if (new Set(params).size < params.length) return "names a parameter twice";
  if (source.includes("}{")) return "has parameters that touch";
  if (literals === "") return "would match every room, also another connection's own";
  return undefined;
}

function escaped(literal: string): string {
  return literal.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
