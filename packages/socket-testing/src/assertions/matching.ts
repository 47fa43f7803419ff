import { inspect } from "node:util";

/** A part of a value: of objects the properties that matter, of arrays all items. */
export type PartOf<Value> = Value extends readonly (infer Item)[]
  ? readonly PartOf<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]?: PartOf<Value[Key]> }
    : Value;

/**
 * What a value should be: a part of it, or a function that looks at it.
 *
 * The function fails by throwing, so that a test runner's `expect` can be used in it, or by returning something falsy other than
 * `undefined`. In a part, a matcher of Vitest or Jest such as `expect.any(String)` may stand for a value.
 */
export type Expected<Value> = PartOf<Value> | ((value: Value) => unknown);

/**
 * Compares a value with what it should be.
 *
 * @returns What differs, in words; `undefined` where nothing does.
 */
export function mismatch(expected: unknown, actual: unknown): string | undefined {
  if (expected === undefined) return undefined;
  return typeof expected === "function"
    ? refusalBy(expected as (value: unknown) => unknown, actual)
    : difference(expected, actual, "");
}

function refusalBy(predicate: (value: unknown) => unknown, actual: unknown): string | undefined {
  try {
    const verdict = predicate(actual);
    return verdict === undefined || Boolean(verdict)
      ? undefined
      : `the predicate returned ${inspect(verdict)}`;
  } catch (error) {
    const { message } = error as Error;
    return `the predicate threw: ${message.split("\n", 1)[0] ?? ""}`;
  }
}

function difference(expected: unknown, actual: unknown, path: string): string | undefined {
  const matcher = (expected as { asymmetricMatch?: (value: unknown) => boolean } | null)?.asymmetricMatch;
  const isMatch = matcher ? matcher.call(expected, actual) : Object.is(expected, actual);
  if (isMatch) return undefined;
  if (
    matcher ||
    !isRecord(expected) ||
    !isRecord(actual) ||
    Array.isArray(expected) !== Array.isArray(actual)
  )
    return told(expected, actual, path);
  if (expected instanceof Date || ArrayBuffer.isView(expected))
    return inspect(expected) === inspect(actual) ? undefined : told(expected, actual, path);
  if (Array.isArray(expected) && expected.length !== (actual as unknown as unknown[]).length)
    return told(expected, actual, path);
  for (const [key, value] of Object.entries(expected)) {
    const found = difference(value, actual[key], `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function told(expected: unknown, actual: unknown, path: string): string {
  return `${path === "" ? "" : `at ${path.slice(1)}: `}expected ${shown(expected)}, got ${shown(actual)}`;
}

/** A value in one line, shortened where it is long. */
export function shown(value: unknown): string {
  const text = inspect(value, { depth: 4, breakLength: Infinity, compact: true, maxStringLength: 200 });
  return text.length > 300 ? `${text.slice(0, 297)}...` : text;
}
