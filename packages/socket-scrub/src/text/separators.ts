import { mayEndSecretName } from "./secret-name-end.js";

const blank = 32;
const quote = 34;
const percent = 37;
const apostrophe = 39;
/** Begins `--`. */
export const dash = 45;
const colon = 58;
const backslash = 92;
const closingBracket = 93;
const smallD = 100;

/**
 * The places of `=`, `:`, `%3D` and `--` that may belong to the name of a secret, by the end of that name.
 *
 * @returns Ascending; `undefined` where there are none, as in most texts.
 */
export function separatorsIn(text: string): number[] | undefined {
  let places: number[] | undefined;
  // One search by the engine for each is much faster than a loop over the characters.
  for (let at = text.indexOf(":"); at >= 0; at = text.indexOf(":", at + 1)) {
    if (mayFollowSecretName(text, at)) (places ??= []).push(at);
  }
  for (let at = text.indexOf("="); at >= 0; at = text.indexOf("=", at + 1)) {
    if (mayFollowSecretName(text, at)) (places ??= []).push(at);
  }
  for (let at = text.indexOf("%3"); at >= 0; at = text.indexOf("%3", at + 1)) {
    if (isEncodedEquals(text, at) && mayEndSecretName(text, endOfName(text, at))) (places ??= []).push(at);
  }
  for (let at = text.indexOf("--"); at >= 0; at = text.indexOf("--", at + 1)) {
    if (mayEndSecretName(text, endOfOption(text, at))) (places ??= []).push(at);
  }
  return places?.sort((one, other) => one - other);
}

function isEncodedEquals(text: string, at: number): boolean {
  return text.charCodeAt(at + 1) === 51 && (text.charCodeAt(at + 2) | 32) === smallD;
}

/** Whether a secret's name may stand before `=` or `:`; most names stand right before it, plain or in quotes. */
function mayFollowSecretName(text: string, at: number): boolean {
  if (at < 3) return false;
  const before = text.charCodeAt(at - 1);
  if (mayEndSecretName(text, before === quote ? at - 1 : at)) return true;
  const mayBeFurtherOff =
    before === blank ||
    before === closingBracket ||
    before === apostrophe ||
    (before | 32) === smallD ||
    (before < blank && isBlank(before)) ||
    (before === quote && text.charCodeAt(at - 2) === backslash);
  return mayBeFurtherOff && mayEndSecretName(text, endOfName(text, at));
}

/** Where a name ends that stands before a separator: behind it may be blanks, quotes, `]` or `%5D`. */
export function endOfName(text: string, separatorAt: number): number {
  let at = separatorAt;
  if (text.charCodeAt(at - 1) === colon) return 0; // `:=` was found at its colon
  while (at > 0 && separatorAt - at < 8 && isBlank(text.charCodeAt(at - 1))) at--;
  const last = text.charCodeAt(at - 1);
  if (last === closingBracket) return at - 1;
  if (last === quote || last === apostrophe) {
    at--; // perhaps escaped
    while (at > 0 && separatorAt - at < 24 && text.charCodeAt(at - 1) === backslash) at--;
    return at;
  }
  const isEncodedBracket =
    (last | 32) === smallD && text.charCodeAt(at - 2) === 53 && text.charCodeAt(at - 3) === percent;
  return isEncodedBracket ? at - 3 : at;
}

/** Where the name of an option ends, `--token`. */
export function endOfOption(text: string, start: number): number {
  let at = start;
  while (at < text.length && at - start < 64 && isNameChar(text.charCodeAt(at))) at++;
  return at;
}

/** Letters, digits, `-`, `.` and `_`. */
export function isNameChar(code: number): boolean {
  return isLetter(code) || isDigit(code) || code === 45 || code === 46 || code === 95;
}

/** Blanks, tabs and line breaks. */
export function isBlank(code: number): boolean {
  return code === blank || code === 9 || code === 10 || code === 13;
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
