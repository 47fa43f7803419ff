import { redacted } from "./text-rule.js";

/** Attributes of `Set-Cookie`. */
const attributes: ReadonlySet<string> = new Set([
  "path",
  "domain",
  "expires",
  "max-age",
  "samesite",
  "secure",
  "httponly",
  "partitioned",
  "priority",
]);

/** Parts of the names of cookies that hold a session. */
const secretCookie =
  /sess|(?<![a-z])sid(?![a-z])|token|auth|login|logged|remember|secret|jwt|csrf|xsrf|key|pass|pwd|user|ident|ticket|code/i;

/**
 * Masks the values of cookies, and keeps those that are a word or a small number under a harmless name: `theme=dark`.
 *
 * @param header - The value of a `Cookie` or `Set-Cookie` header.
 */
export function maskCookies(header: string): string {
  return header.split(";").map(maskCookie).join(";");
}

function maskCookie(part: string): string {
  const equals = part.indexOf("=");
  if (equals < 0) return part;
  const name = part.slice(0, equals).trim();
  const value = part.slice(equals + 1);
  // What was masked within a name was its value before.
  if (attributes.has(name.toLowerCase()) || value.startsWith(redacted) || name.includes(redacted))
    return part;
  const [content] = /^"?[^"'\r\n]*/.exec(value) ?? [""];
  if (!secretCookie.test(name) && isHarmless(content.trim())) return part;
  const quote = content.startsWith('"') ? 1 : 0;
  if (content.length === quote) return part;
  return part.slice(0, equals + 1 + quote) + redacted + value.slice(content.length);
}

/** Words, languages, times zones, numbers of up to four digits. */
function isHarmless(value: string): boolean {
  return /^(?:[a-z]{1,12}(?:[-_/][a-z]{1,12}){0,3}|\d{1,4})?$/i.test(value);
}
