/**
 * Code with blanks for comments, so that every place stays where it is.
 *
 * @param text - JavaScript or TypeScript.
 * @param options - `strings`: blanks for what strings and regular expressions hold, too; their quotes stay.
 */
export function maskText(text: string, { strings = false }: { readonly strings?: boolean } = {}): string {
  return text.replace(tokens, (match, quoted: string | undefined, regex: string | undefined) => {
    if (quoted === undefined && regex === undefined) return blank(match);
    if (!strings) return match;
    return match.length < 2 ? match : (match[0] ?? "") + blank(match.slice(1, -1)) + (match.at(-1) ?? "");
  });
}

/** Strings, regular expressions where a value can be, and comments. */
const tokens =
  /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|(?<=[(,=:[!&|?{};]\s*)(\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, " ");
}

/**
 * Where the bracket that opens at a place is closed.
 *
 * @param masked - What {@link maskText} made, strings blanked.
 * @param open - The place of a `(`, `[` or `{`.
 * @returns -1 where it never is.
 */
export function closingOf(masked: string, open: number): number {
  let depth = 0;
  for (let at = open; at < masked.length; at++) {
    const character = masked.charAt(at);
    if ("([{".includes(character)) depth++;
    else if (")]}".includes(character) && --depth === 0) return at;
  }
  return -1;
}
