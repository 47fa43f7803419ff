/** Characters that could start a new log line or drive a terminal. */
const unprintable =
  // eslint-disable-next-line no-control-regex -- finding them is the purpose
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/gu;

/**
 * Makes text from a client fit for one log line.
 *
 * @param text - Anything a client chose, such as an event name.
 * @param maxLength - Longer text is cut and marked with "…". Default 128 characters.
 * @returns The text with control characters, line separators and lone surrogates escaped.
 */
export function printable(text: string, maxLength = 128): string {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  return cut.replace(unprintable, (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`);
}
