/** Characters that break databases or log lines. */
// eslint-disable-next-line no-control-regex -- finding them is the purpose
const unfit = /[\u0000-\u001f\u007f]|\p{Surrogate}/u;

/**
 * A user's id as text.
 *
 * @param id - Anything.
 * @returns `undefined` for a value that cannot be an id: an empty text, more than 255 characters, fractions, objects.
 */
export function userIdText(id: unknown): string | undefined {
  if (typeof id === "bigint" || Number.isSafeInteger(id)) return String(id);
  return isFitText(id, 255) ? id : undefined;
}

/** Whether a text can be stored as a key. */
export function isFitText(text: unknown, maxLength: number): text is string {
  return typeof text === "string" && text !== "" && text.length <= maxLength && !unfit.test(text);
}
