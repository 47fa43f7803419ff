import { mayEndSecretName, secretNameEnd } from "./secret-name-end.js";
import type { SecretName } from "./secret-name-end.js";
import { redacted } from "./text-rule.js";
import { isHarmless, isProse, looksLikePassword, looksLikeSecret, looksRandom } from "./secret-value.js";

/**
 * How a name and its value are written.
 *
 * - `pair`: `token=x`, in URLs, forms and environments
 * - `json`: `"token": "x"`
 * - `member`: `{ token: "x" }` as runtimes print objects, and `"token" => "x"`
 * - `field`: `token: x`, in headers and YAML
 * - `assignment`: `token = x`
 * - `option`: `--token x`, also as `["--token", "x"]`
 */
export type Notation = "pair" | "json" | "member" | "field" | "assignment" | "option";

/** How sure a name is: the surer, the less its value has to look like a secret. */
export type Kind = "password" | "token" | "likely" | "code" | "cookie" | "unsure";

/** Qualifiers that make a key a secret one. */
const secretKey =
  /(?:api|secret|private|encryption|signing|master|app|auth|account|shared|sharedaccess|secretaccess|storage|service|subscription|deploy|webhook|session|token|jwt|hmac)$/;

/** What stands before `cookie` where all of its value is secret. */
const cookieOfSession = /^(?:set|auth|access|refresh|session|login|remember|csrf|xsrf)?$/;

/** Of a longer value so many characters decide: any secret shows itself in them. */
export const judgedLength = 128;

/** Names that count tokens. */
const tokenCount = /^(?:max|min|num|total|used|prompt|completion|input|output|per|n)$/;

/**
 * Whether the value of a name is a secret. Rejects what most values are first, and at little cost: hostile text has many.
 *
 * @param name - Its end is one of those that announce a secret.
 * @param kind - Of the name, in this notation.
 * @param value - Without quotes.
 * @param notation - Decides how much the value has to look like a secret.
 * @param isQuoted - Whether the value is in quotes.
 */
export function acceptsValue(
  name: SecretName,
  kind: Kind,
  value: string,
  notation: Notation,
  isQuoted: boolean,
): boolean {
  // Of what JSON has without quotes only numbers can be secrets: codes, and passwords of digits.
  if (notation === "json" && !isQuoted) {
    return (kind === "code" || kind === "password") && /^\d{4,16}$/.test(value) && !isPackageVersion(value);
  }
  // In a pair everything up to the next separator is the value, masked parts included.
  const isWhole = notation === "json" || (notation === "pair" && !isQuoted);
  if (!mayBeSecret(kind, value.slice(0, judgedLength), isWhole, isQuoted)) return false;
  if (isWhole ? value === redacted : value.includes(redacted)) return false;
  if (value.length <= 64 && isLiteralOrPlaceholder(value)) return false;
  if (isPackageVersion(value) && (kind !== "password" || isPackage(name, value))) return false;
  if (kind === "cookie" && /^cookies?$/i.test(value)) return false;
  if (name.end.length === 3 && name.word === "pwd" && isFolder(value)) return false;
  return !(kind === "token" && isCount(value) && tokenCount.test(plain(name.prefix)));
}

/** Whether a value is a secret, by the whole of its name. */
export function isSecretUnder(name: string, value: string, notation: Notation, isQuoted: boolean): boolean {
  const parts = mayEndSecretName(name, name.length) ? secretNameEnd(name) : undefined;
  const kind = parts && kindOf(parts, notation);
  return parts !== undefined && kind !== undefined && acceptsValue(parts, kind, value, notation, isQuoted);
}

/** Whether a value looks enough like a secret for its name. */
function mayBeSecret(kind: Kind, value: string, isWhole: boolean, isQuoted: boolean): boolean {
  if (kind === "unsure") return looksRandom(value);
  if (kind === "likely") return looksLikeSecret(value);
  if (kind === "code") return /^\d{4,8}$/.test(value) || looksLikeSecret(value);
  if (isWhole) return true;
  if (!isQuoted) return kind === "password" ? looksLikePassword(value) : looksLikeSecret(value);
  if (kind === "password" ? value.length <= 2 : !isUncommon(value)) return false;
  return !isHarmless(value) && !isProse(value);
}

/** What no secret is, and what stands where one was or will be: `****`, `[REDACTED]`, `<token>`, `${TOKEN}`, `$TOKEN`. */
function isLiteralOrPlaceholder(value: string): boolean {
  return /^(?:true|false|null|undefined|none|nil|[*•.…-]{3,}|\[(?:redacted|filtered|hidden|masked)\]|redacted|<[a-z][a-z _-]*>|\$?\{\{?[\w .-]*\}?\}|\$[A-Z][A-Z_]*)$/i.test(
    value,
  );
}

/** A range of versions, or where a package is: `"jsonwebtoken": "^9.0.0"`. */
function isPackageVersion(value: string): boolean {
  return (
    value.length <= 64 &&
    /^[~^<>v\dcwn]/i.test(value) &&
    /^(?:(?:[~^]|[<>]=? ?)v?\d{1,4}(?:\.\d{1,6}){0,2}|v?\d{1,4}\.\d{1,6}\.(?:\d{1,6}|x))(?:-[a-z]+(?:[-.][a-z\d]{1,4})*)?(?:\([\w@./-]+\))?$|^(?:catalog|workspace|npm):/i.test(
      value,
    )
  );
}

/** Whether what ends in `password` is a package: `"pbkdf2-password": "1.2.1"`, `"koa-password": "^1.0.0"`. */
function isPackage({ prefix }: SecretName, value: string): boolean {
  return (
    /(?:pbkdf2|crypt|hash|argon2)-$|-ht$/.test(prefix) || (prefix.endsWith("-") && /^[~^]\d+\.\d/.test(value))
  );
}

/** A number of tokens, where the name says so. */
function isCount(value: string): boolean {
  return value.length <= 7 && /^\d+$/.test(value);
}

/** What `PWD` holds. */
function isFolder(value: string): boolean {
  return /^(?:[/~]|[a-z]:[\\/])/i.test(value);
}

/** Whether a quoted text is more than a word: the name of a design token or of a syntax node is none. */
function isUncommon(value: string): boolean {
  if (value.length < 6) return false;
  return looksLikeSecret(value) || /^\d{6,}$/.test(value) || (value.length >= 16 && /\d/.test(value));
}

/** What kind of secret a name announces, if any in this notation. */
export function kindOf({ prefix, end, word }: SecretName, notation: Notation): Kind | undefined {
  if (word.startsWith("cookie")) {
    if (notation !== "json") return undefined;
    return cookieOfSession.test(plain(prefix)) ? "cookie" : "likely";
  }
  if (word === "pass") return isWord(prefix, end) ? "likely" : undefined;
  if (word === "secret" || word.startsWith("pass")) return "password";
  if (word === "token" || word.startsWith("credential") || word.startsWith("sess")) {
    return word === "session" ? kindOfSession(prefix, end) : "token";
  }
  // In JSON without a digit it is a word of a translation.
  if (word === "signature" && notation === "json") return "likely";
  if (word === "authorization" || word === "signature") return "token";
  if (word === "key") return kindOfKey(plain(prefix));
  if (!isWord(prefix, end)) return undefined;
  switch (word) {
    case "pwd":
      return "password";
    case "auth":
      return /^(?:x|basic|http|npm|proxy|user)?$/.test(plain(prefix)) ? "unsure" : undefined;
    case "otp":
    case "pin":
      return "code";
    case "csrf":
    case "xsrf":
      return "likely";
    default:
      return "token";
  }
}

function kindOfSession(prefix: string, end: string): Kind | undefined {
  if (!isWord(prefix, end)) return undefined;
  return plain(prefix) === "laravel" ? "token" : "unsure";
}

function kindOfKey(prefix: string): Kind | undefined {
  if (secretKey.test(prefix)) return "token";
  if (prefix.endsWith("access")) return "likely";
  return prefix === "" ? "unsure" : undefined;
}

/** Whether the end is a word of its own: `user_pin` and `userPin`, and not `spin`. */
function isWord(prefix: string, end: string): boolean {
  const before = prefix.at(-1) ?? "";
  return !/[a-z]/i.test(before) || (/[a-z]/.test(before) && /^[A-Z]/.test(end));
}

function plain(name: string): string {
  return name === "" ? "" : name.toLowerCase().replaceAll(/[-_.]/g, "");
}
