import { MaskedSpans } from "./masked-spans.js";
import { acceptsValue, judgedLength, kindOf } from "./secret-name.js";
import type { Notation } from "./secret-name.js";
import { secretNameEnd } from "./secret-name-end.js";
import type { SecretName } from "./secret-name-end.js";
import {
  colon,
  dash,
  endOfName,
  endOfOption,
  isBlank,
  isNameChar,
  longestName,
  mayBeginQuoted,
  percent,
  separatorsIn,
} from "./separators.js";

/** A quoted text without its end; `\"` quotes a text inside of a text. */
const quotedValue =
  /(")(?:[^"\\\r\n]|\\.)+|(')(?:[^'\\\r\n]|\\.)+|(\\{1,8}["'])(?:[^"'\\\r\n]|\\(?!["'\\]))+/y;

/**
 * Masks the values of all names that announce a secret, in every notation.
 *
 * Looks for separators first, and at the end of the name before each: most text has few separators, and few names end so.
 * Goes from the last one to the first, so that a value is judged with what was masked inside of it, as it would be the next time:
 * masking twice changes nothing. Linear: names are read up to 64 characters, and values that are not masked up to 128.
 */
export function maskNamedSecrets(text: string): string {
  const separators = separatorsIn(text);
  const spans = new MaskedSpans(text);
  for (let last = separators.length - 1; last >= 0; last--) maskValueOf(text, separators[last] ?? 0, spans);
  return spans.masked();
}

/** Masks the value behind a separator, if it is a secret. */
function maskValueOf(text: string, at: number, spans: MaskedSpans): void {
  const isOption = text.charCodeAt(at) === dash;
  const nameEnd = isOption ? endOfOption(text, at) : endOfName(text, at);
  const nameAt = isOption ? at : startOfName(text, nameEnd);
  const name = secretNameEnd(text.slice(nameAt, nameEnd));
  const separator =
    name && (isOption ? optionSeparator(text, nameEnd) : separatorAt(text, nameAt, nameEnd, at));
  if (separator === undefined || name === undefined) return;
  const { notation, valueAt } = separator;
  const kind = kindOf(name, notation);
  if (kind === undefined) return;
  if (opensList(text.charCodeAt(valueAt))) {
    maskFirstOfList(text, valueAt + 1, name, spans);
    return;
  }
  const quoted = mayBeginQuoted(text.charCodeAt(valueAt)) ? matchAt(quotedValue, text, valueAt) : undefined;
  if (quoted !== undefined) {
    const end = valueAt + quoted.length;
    const start = end - quoted.replace(/^\\{0,8}["']/, "").length;
    if (acceptsValue(name, kind, spans.slice(start, end), notation, true)) spans.add(start, end);
    return;
  }
  const value = spans.valueAt(valueAt, judgedLength);
  if (value === undefined || !acceptsValue(name, kind, value.text, notation, false)) return;
  spans.add(valueAt, value.end);
}

/** Masks the first value of a list, `token=[x]`, if it looks like a secret. */
function maskFirstOfList(text: string, at: number, name: SecretName, spans: MaskedSpans): void {
  const start = mayBeginQuoted(text.charCodeAt(at)) ? at + 1 : at;
  const value = spans.valueAt(start, judgedLength);
  if (value !== undefined && acceptsValue(name, "likely", value.text, "assignment", false)) {
    spans.add(start, value.end);
  }
}

function opensList(code: number): boolean {
  return code === 40 || code === 60 || code === 91;
}

/** Where a name begins: letters, digits, `-`, `.` and `_`. */
function startOfName(text: string, end: number): number {
  let at = end;
  while (at > 0 && end - at < longestName && isNameChar(text.charCodeAt(at - 1))) at--;
  // The digits of an escape such as %5B are not the name's.
  return text[at - 1] === "%" ? Math.min(at + 2, end) : at;
}

const equals = 61;
const greater = 62;

interface Separator {
  readonly notation: Notation;
  readonly valueAt: number;
}

function separatorAt(text: string, nameAt: number, nameEnd: number, at: number): Separator | undefined {
  const code = text.charCodeAt(at);
  const next = text.charCodeAt(at + 1);
  // Most stand right behind the name.
  const between = nameEnd === at ? "" : text.slice(nameEnd, at);
  const close = between === "" ? "" : between.trim();
  const isQuoted = close !== "" && (close.endsWith('"') || close.endsWith("'"));
  const hasBlank = between !== "" && /\s$/.test(between);
  if (code === colon) {
    if (next === equals) return { notation: "assignment", valueAt: skipBlanks(text, at + 2) };
    if (close !== "" && !isQuoted) return undefined;
    const isJson = isQuoted && /["']/.test(text[nameAt - 1] ?? "");
    // `a ? "sig" : "enc"`
    if (isJson && /\?\s{0,2}["']$/.test(text.slice(Math.max(0, nameAt - 4), nameAt))) return undefined;
    return { notation: isJson ? "json" : isQuoted ? "member" : "field", valueAt: skipBlanks(text, at + 1) };
  }
  if (next === greater) return { notation: "member", valueAt: skipBlanks(text, at + 2) };
  if (isQuoted || next === equals) return undefined;
  if (code === percent) return { notation: "pair", valueAt: at + 3 };
  const valueAt = hasBlank ? skipBlanks(text, at + 1) : at + 1;
  // `headers["token"]=x` is code.
  const isAssignment = hasBlank || /^["']\]/.test(between);
  return { notation: isAssignment ? "assignment" : "pair", valueAt };
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
