import type { IsSecretKey } from "./secret-keys.js";

/** Items of a list that are looked at: command lines and headers are not longer. */
const maxItems = 1_024;

/**
 * Finds the secrets of a list in which names and values take turns.
 *
 * Command lines (`["--token", "x"]`), raw headers (`["X-Api-Key", "x"]`, also among others) and one entry of an object
 * (`["token", "x"]`). A list of names alone, such as `["token", "password"]`, has none.
 *
 * @returns The places of the values to mask, or `undefined` for a list without any.
 */
export function secretItems(
  list: readonly unknown[],
  isSecretKey: IsSecretKey,
): ReadonlySet<number> | undefined {
  let found: Set<number> | undefined;
  const isHeaders = list.length % 2 === 0 && isPairs(list);
  for (let at = 0; at + 1 < Math.min(list.length, maxItems); at++) {
    const name = list[at];
    const value = list[at + 1];
    if (typeof name !== "string" || typeof value !== "string" || name.length > 128 || value === "") continue;
    const isOption = name.startsWith("-") && !value.startsWith("-");
    const isHeader = isHeaders && at % 2 === 0;
    if ((isOption || isHeader) && isSecretKey(name) && !isSecretKey(value)) (found ??= new Set()).add(at + 1);
  }
  return found;
}

/** Whether each second item can be the name of a header, and at least one of the values could be none. */
function isPairs(list: readonly unknown[]): boolean {
  let hasValue = false;
  for (let at = 0; at < Math.min(list.length, maxItems); at += 2) {
    const name = list[at];
    const value = list[at + 1];
    if (typeof name !== "string" || typeof value !== "string" || !/^[\w!#$%&'*+.^`|~-]{1,128}$/.test(name))
      return false;
    hasValue ||= !/^[A-Za-z]+(?:[-_][A-Za-z]+)*$/.test(value);
  }
  return hasValue;
}
