import { UsageError } from "@carillon/socket-contract/server";

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
/** What the segments of a name are separated by; a parameter never holds one, so that `orders.{id}` is not `orders.1.secret`. */
const separators = /[.:/]/;
const oneSegment = "([^.:/]+)";

/**
 * Takes a channel pattern apart.
 *
 * Matching takes time in proportion to the name's length, whatever the pattern.
 *
 * @param source - Literal text with any number of `{name}`. A parameter matches one or more characters but `.`, `:` and `/`. Where
 *   a segment has several, each but the last ends where the text after it comes first: `{y}-{m}` takes `2026-11-21` as `2026` and
 *   `11-21`.
 * @returns The pattern, ready to match.
 * @throws UsageError `E_CHANNEL_PATTERN` for an empty pattern, stray braces, a name used twice, parameters that touch, no literal
 *   text, or the syntax of another router (`:id`, `*`).
 * @example
 * ```ts
 * import { parseChannelPattern } from "./channel-pattern.js";
 *
 * parseChannelPattern("orders.{orderId}").match("orders.12"); // { orderId: "12" }
 * ```
 * @see Laravel, "Broadcasting: Defining Authorization Callbacks".
 */
export function parseChannelPattern(source: string): ChannelPattern {
  if (typeof source !== "string") {
    throw new UsageError(
      "E_CHANNEL_PATTERN",
      `A channel's pattern is a text such as "orders.{orderId}"; got ${typeof source}.`,
    );
  }
  const params = [...source.matchAll(param)].map((found) => found[1] ?? "");
  const literals = source.replace(param, "");
  const wrong = mistakeIn(source, params, literals);
  if (wrong !== undefined) {
    throw new UsageError("E_CHANNEL_PATTERN", `The channel pattern ${JSON.stringify(source)} ${wrong}.`);
  }

  const segments = segmentsOf(source);
  const whole = new RegExp(`^${segments.map(({ text }) => text).join("")}$`);
  const capturing = segments.filter(({ inner }) => inner !== undefined);
  const [prefix = ""] = source.split("{");

  return {
    source,
    params,
    literals: literals.length,
    match: (name) => {
      const found = name.startsWith(prefix) ? whole.exec(name) : null;
      if (found === null) return undefined;
      const values = capturing.length === params.length ? found.slice(1) : splitAll(found, capturing);
      return values && Object.fromEntries(params.map((key, at) => [key, values[at] ?? ""]));
    },
  };
}

/** One part of a pattern: a regular expression with at most one group, and the texts between the parameters in that group. */
interface Segment {
  readonly text: string;
  /** `undefined` without a parameter, empty for one parameter. */
  readonly inner: readonly string[] | undefined;
}

/** Two groups in one segment would let the regular expression try every way to divide it: there is one group for all of them. */
function segmentsOf(source: string): Segment[] {
  return source.split(/([.:/])/).map((text) => {
    const literals = text.split(/\{[^}]*\}/);
    const [first = "", last] = [literals[0], literals.at(-1)];
    return literals.length === 1
      ? { text: escaped(text), inner: undefined }
      : { text: escaped(first) + oneSegment + escaped(last ?? ""), inner: literals.slice(1, -1) };
  });
}

/** The parameters of all segments, or `undefined` where one does not match. */
function splitAll(found: readonly string[], segments: readonly Segment[]): string[] | undefined {
  const values: string[] = [];
  for (const [at, { inner = [] }] of segments.entries()) {
    let rest = found[at + 1] ?? "";
    for (const literal of inner) {
      // The first place is the best one: any later one leaves less for the parameters that follow.
      const end = rest.indexOf(literal, 1);
      if (end === -1) return undefined;
      values.push(rest.slice(0, end));
      rest = rest.slice(end + literal.length);
    }
    if (rest === "") return undefined;
    values.push(rest);
  }
  return values;
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
  const example = 'write for example "orders.{orderId}"';
  if (source === "") return `is empty; ${example}`;
  if (/[{}]/.test(literals)) return `has braces that are no parameter; ${example}`;
  if (new Set(params).size < params.length) return `names a parameter twice; ${example}`;
  if (source.includes("}{")) return `has parameters that touch; ${example}`;
  if (literals === "") return `would match every room, also another connection's own; ${example}`;
  const foreign = /(^|[./]):[A-Za-z_]|\*/;
  if (foreign.test(literals)) {
    const meant = source.replace(/(^|[./]):([A-Za-z_]\w*)/g, "$1{$2}").replace(/\*+/g, "{name}");
    return `has no parameter in braces; write "${meant}", for example "orders.{orderId}"`;
  }
  return undefined;
}

function escaped(literal: string): string {
  return literal.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
