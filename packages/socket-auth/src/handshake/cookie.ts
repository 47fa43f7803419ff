/**
 * Reads one cookie from a `Cookie` header.
 *
 * @param header - The header's value.
 * @param name - The cookie's name, exactly.
 * @returns Its value, decoded; `undefined` where there is none; `null` where two with that name disagree, since one of
 * them may have been planted from a sibling domain.
 */
export function readCookie(header: unknown, name: string): string | null | undefined {
  if (typeof header !== "string") return undefined;
  let found: string | undefined;
  for (const pair of header.split(";")) {
    const equals = pair.indexOf("=");
    if (equals < 0 || pair.slice(0, equals).trim() !== name) continue;
    const value = decoded(
      pair
        .slice(equals + 1)
        .trim()
        .replace(/^"(.*)"$/, "$1"),
    );
    if (found !== undefined && found !== value) return null;
    found = value;
  }
  return found;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
