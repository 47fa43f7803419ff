import { acceptsValue } from "./secret-name.js";
import type { Notation } from "./secret-name.js";
import { mayEndSecretName, secretNameEnd } from "./secret-name-end.js";
import { redacted } from "./text-rule.js";

/** A quoted text without its end; `\"` quotes a text inside of a text. */
const quotedValue =
  /(")(?:[^"\\\r\n]|\\.)+|(')(?:[^'\\\r\n]|\\.)+|(\\{1,8}["'])(?:[^"'\\\r\n]|\\(?!["'\\]))+/y;
const pairValue = /[^\s"'`&;,<>()[\]{}\\][^\s"'`&;,<>\\]*/y;
const wordValue = /[^\s"'`&;,<>()[\]{}\\][^\s"'`&;,<>\\]{0,511}/y;

/**
 * Masks the values of all names that announce a secret, in every notation.
 *
 * Looks for separators first, and at the end of the name before each: most text has few separators, and few names end so. Linear:
 * names are read up to 64 characters, and values that are not masked up to 512.
 */
export function maskNamedSecrets(text: string): string {
  let masked = "";
  let done = 0;
  // The engine's own search for one character is much faster than a loop, and so is one search for each.
  let equalsAt = find(text, "=", 0);
  let colonAt = find(text, ":", 0);
  let percentAt = find(text, "%3", 0);
  let dashesAt = find(text, "--", 0);
  for (;;) {
    let at = equalsAt < colonAt ? equalsAt : colonAt;
    if (percentAt < at) at = percentAt;
    if (dashesAt < at) at = dashesAt;
    if (at === text.length) break;
    const span = isRefusedAtOnce(text, at) ? undefined : secretSpan(text, at, done);
    if (span !== undefined) {
      masked += text.slice(done, span.start) + redacted;
      done = span.end;
    }
    const from = at < done ? done : at + 1;
    if (equalsAt < from) equalsAt = find(text, "=", from);
    if (colonAt < from) colonAt = find(text, ":", from);
    if (percentAt < from) percentAt = find(text, "%3", from);
    if (dashesAt < from) dashesAt = find(text, "--", from);
  }
  return done === 0 ? text : masked + text.slice(done);
}

/** The next place of a separator; the end of the text where there is none. */
function find(text: string, separator: string, from: number): number {
  const at = text.indexOf(separator, from);
  return at < 0 ? text.length : at;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Whether a plain or quoted name right before `=` or `:` ends as no name of a secret does; most do. */
function isRefusedAtOnce(text: string, at: number): boolean {
  if (text.charCodeAt(at) < colon) return false;
  const isQuoted = text.charCodeAt(at - 1) === 34;
  const end = isQuoted ? at - 1 : at;
  const last = text.charCodeAt(end - 1);
  // A capital may be the end of `%5D`.
  return last >= 97 && last <= 122 && last !== 100 && !mayEndSecretName(text, end);
}

/** The secret behind a separator. `done`: where the last secret ended. */
function secretSpan(text: string, at: number, done: number): Span | undefined {
  const code = text.charCodeAt(at);
  const isOption = code === dash;
  if (code === percent && (text.charCodeAt(at + 2) & ~32) !== letterD) return undefined;
  const nameEnd = isOption ? endOfOption(text, at) : endOfName(text, at);
  if (nameEnd <= done || !mayEndSecretName(text, nameEnd)) return undefined;
  const nameAt = isOption ? at : startOfName(text, nameEnd);
  const name = secretNameEnd(text.slice(nameAt, nameEnd));
  const separator =
    name && (isOption ? optionSeparator(text, nameEnd) : separatorAt(text, nameAt, nameEnd, at));
  if (separator === undefined || name === undefined) return undefined;
  const { notation, valueAt } = separator;
  const quoted = matchAt(quotedValue, text, valueAt);
  if (quoted !== undefined) {
    const content = quoted.replace(/^\\{0,8}["']/, "");
    const start = valueAt + quoted.length - content.length;
    return acceptsValue(name, content, notation, true) ? { start, end: start + content.length } : undefined;
  }
  const value = matchAt(wordValue, text, valueAt);
  if (value === undefined || !acceptsValue(name, balanced(value), notation, false)) return undefined;
  const whole = notation === "pair" ? (matchAt(pairValue, text, valueAt) ?? value) : value;
  return { start: valueAt, end: valueAt + balanced(whole).length };
}

const percent = 37;
const dash = 45;
const colon = 58;
const letterD = 68;

/** Where a name ends that stands before a separator: behind it may be blanks, quotes, `]` or `%5D`. */
function endOfName(text: string, separatorAt: number): number {
  let at = separatorAt;
  if (text.charCodeAt(at - 1) === colon) return 0; // `:=` was found at its colon
  while (at > 0 && separatorAt - at < 8 && isBlank(text.charCodeAt(at - 1))) at--;
  const last = text.charCodeAt(at - 1);
  if (last === 93) return at - 1; // ]
  if (last === 34 || last === 39) {
    at--; // " or ', perhaps escaped
    while (at > 0 && separatorAt - at < 24 && text.charCodeAt(at - 1) === 92) at--;
    return at;
  }
  const isEncodedBracket =
    (last & ~32) === letterD && text.charCodeAt(at - 2) === 53 && text.charCodeAt(at - 3) === percent;
  return isEncodedBracket ? at - 3 : at;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}

/** Where a name begins: letters, digits, `-`, `.` and `_`. */
function startOfName(text: string, end: number): number {
  let at = end;
  while (at > 0 && end - at < 64 && isNameChar(text.charCodeAt(at - 1))) at--;
  // The digits of an escape such as %5B are not the name's.
  return text[at - 1] === "%" ? Math.min(at + 2, end) : at;
}

function endOfOption(text: string, start: number): number {
  let at = start;
  while (at < text.length && at - start < 64 && isNameChar(text.charCodeAt(at))) at++;
  return at;
}

function isNameChar(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 45 && code <= 57 && code !== 47) ||
    code === 95
  );
}

interface Separator {
  readonly notation: Notation;
  readonly valueAt: number;
}

function separatorAt(text: string, nameAt: number, nameEnd: number, at: number): Separator | undefined {
  const close = text.slice(nameEnd, at).trim();
  const isQuoted = /["']$/.test(close);
  const hasBlank = /\s$/.test(text.slice(nameEnd, at));
  const next = text[at + 1];
  if (text[at] === ":") {
    if (next === "=") return { notation: "assignment", valueAt: skipBlanks(text, at + 2) };
    if (close !== "" && !isQuoted) return undefined;
    const isJson = isQuoted && /["']/.test(text[nameAt - 1] ?? "");
    return { notation: isJson ? "json" : isQuoted ? "member" : "field", valueAt: skipBlanks(text, at + 1) };
  }
  if (next === ">") return { notation: "member", valueAt: skipBlanks(text, at + 2) };
  if (isQuoted || next === "=") return undefined;
  if (text[at] === "%") return { notation: "pair", valueAt: at + 3 };
  const valueAt = hasBlank ? skipBlanks(text, at + 1) : at + 1;
  return { notation: hasBlank ? "assignment" : "pair", valueAt };
}

/** `--token x`, and `"--token", "x"` as lists of arguments are printed. */
function optionSeparator(text: string, nameEnd: number): Separator | undefined {
  const between = matchAt(/[ \t]{1,4}|\\{0,8}["'],\s{0,4}/y, text, nameEnd);
  return between === undefined ? undefined : { notation: "option", valueAt: nameEnd + between.length };
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at - from < 8 && isBlank(text.charCodeAt(at))) at++;
  return at;
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

const openers: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

/** A bare value without the closing brackets at its end that it does not open. */
function balanced(value: string): string {
  let end = value.length;
  for (; end > 1; end--) {
    const closer = value[end - 1] ?? "";
    const opener = openers[closer];
    if (opener === undefined || count(value, opener, end) >= count(value, closer, end)) break;
  }
  return value.slice(0, end);
}

/** Occurrences in the last 64 characters before `end`. */
function count(text: string, char: string, end: number): number {
  let total = 0;
  for (let at = Math.max(0, end - 64); at < end; at++) if (text[at] === char) total++;
  return total;
}
