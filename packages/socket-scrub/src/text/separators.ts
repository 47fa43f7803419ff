import { isLastOfSecretName, mayEndInDigits, mayEndInLetters, mayEndSecretName } from "./secret-name-end.js";

const blank = 32;
const quote = 34;
export const percent = 37;
const apostrophe = 39;
/** Begins `--`. */
export const dash = 45;
export const colon = 58;
const backslash = 92;
const closingBracket = 93;
const smallD = 100;
const smallS = 115;

/** The bits of {@link separatorTraits}. */
export const namedSecret = 1;
export const signedValue = 2;
export const separator = 4;

/**
 * What stands at `:`, `=` and `%3` in a text, as bits: `namedSecret` where one may belong to the name of a secret, `signedValue` where an
 * `s` and a colon stand before sixteen letters, digits, `_` and `-`, `separator` where there is a `:` or `=` at all.
 */
export function separatorTraits(text: string): number {
  let traits = 0;
  // One search by the engine for each is much faster than a loop over the characters.
  for (let at = text.indexOf(":"); at >= 0; at = text.indexOf(":", at + 1)) {
    traits |= separator;
    const before = text.charCodeAt(at - 1);
    if ((before | 32) === smallS && isRunBehind(text, at + 1)) traits |= signedValue;
    if (mayFollowSecretName(text, at, before)) traits |= namedSecret;
  }
  for (let at = text.indexOf("="); at >= 0; at = text.indexOf("=", at + 1)) {
    traits |= separator;
    if (mayFollowSecretName(text, at, text.charCodeAt(at - 1))) traits |= namedSecret;
  }
  for (let at = text.indexOf("%3"); at >= 0; at = text.indexOf("%3", at + 1)) {
    if ((text.charCodeAt(at - 1) | 32) === smallS && isRunBehind(text, at + 3)) traits |= signedValue;
    if (isEncodedEquals(text, at) && mayEndSecretName(text, endOfName(text, at))) traits |= namedSecret;
  }
  return traits;
}

/** The places of `=`, `:`, `%3D` and `--` that may belong to the name of a secret, by the end of that name, ascending. */
export function separatorsIn(text: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(":"); at >= 0; at = text.indexOf(":", at + 1)) {
    if (mayFollowSecretName(text, at, text.charCodeAt(at - 1))) places.push(at);
  }
  for (let at = text.indexOf("="); at >= 0; at = text.indexOf("=", at + 1)) {
    if (mayFollowSecretName(text, at, text.charCodeAt(at - 1))) places.push(at);
  }
  for (let at = text.indexOf("%3"); at >= 0; at = text.indexOf("%3", at + 1)) {
    if (isEncodedEquals(text, at) && mayEndSecretName(text, endOfName(text, at))) places.push(at);
  }
  for (let at = text.indexOf("--"); at >= 0;) {
    const end = endOfOption(text, at);
    // All dashes before one name belong to it: the first ones that it reaches back to count.
    const first = end - at > longestName ? text.indexOf("--", end - longestName) : at;
    if (first >= 0 && first < end && mayEndSecretName(text, end)) places.push(first);
    at = text.indexOf("--", end);
  }
  return places.sort((one, other) => one - other);
}

/** Whether sixteen letters, digits, `_` and `-` may begin at a place, by the first and the last of them. */
function isRunBehind(text: string, at: number): boolean {
  return isNameChar(text.charCodeAt(at)) && isNameChar(text.charCodeAt(at + 15));
}

function isEncodedEquals(text: string, at: number): boolean {
  return text.charCodeAt(at + 1) === 51 && (text.charCodeAt(at + 2) | 32) === smallD;
}

/** What the last character before a separator says: of most of them, that no name of a secret ends there. */
const letterEnds = 1;
const digitEnds = 2;
const isToBeLookedAt = 3;
const saysLast = Uint8Array.from({ length: 128 }, (_, code) => {
  if (isDigit(code)) return digitEnds;
  if (/[dD\s"'\]\\]/.test(String.fromCharCode(code))) return isToBeLookedAt;
  return isLastOfSecretName(code) ? letterEnds : 0;
});

/** Whether a secret's name may stand before `=` or `:`; most names stand right before it, plain or in quotes. */
function mayFollowSecretName(text: string, at: number, before: number): boolean {
  const end = before === quote ? at - 1 : at;
  const last = before === quote ? text.charCodeAt(at - 2) : before;
  const says = saysLast[last] ?? 0;
  if (says === letterEnds) return mayEndInLetters(text, end, last);
  if (says === digitEnds) return mayEndInDigits(text, end);
  return says !== 0 && mayFollowNameFurtherOff(text, at, end);
}

/** The same for a name that ends in `d`, or behind which more than a quote stands. */
function mayFollowNameFurtherOff(text: string, at: number, end: number): boolean {
  if (mayEndSecretName(text, end)) return true;
  return (
    (end === at || text.charCodeAt(end - 1) === backslash) && mayEndSecretName(text, endOfName(text, at))
  );
}

/** Where a name ends that stands before a separator: behind it may be blanks, quotes, `]` or `%5D`. */
export function endOfName(text: string, separatorAt: number): number {
  let at = separatorAt;
  if (text.charCodeAt(at - 1) === colon) return 0; // `:=` was found at its colon
  while (at > 0 && separatorAt - at < 8 && isBlank(text.charCodeAt(at - 1))) at--;
  const last = text.charCodeAt(at - 1);
  if (last === closingBracket) {
    const inner = text.charCodeAt(at - 2);
    return inner === quote || inner === apostrophe ? at - 2 : at - 1;
  }
  if (last === quote || last === apostrophe) {
    at--; // perhaps escaped
    while (at > 0 && separatorAt - at < 24 && text.charCodeAt(at - 1) === backslash) at--;
    return at;
  }
  const isEncodedBracket =
    (last | 32) === smallD && text.charCodeAt(at - 2) === 53 && text.charCodeAt(at - 3) === percent;
  return isEncodedBracket ? at - 3 : at;
}

/** How many characters of a name are read. */
export const longestName = 64;

/** Where the name of an option ends, `--token`. */
export function endOfOption(text: string, start: number): number {
  let at = start;
  while (isNameChar(text.charCodeAt(at))) at++;
  return at;
}

/** Letters, digits, `-`, `.` and `_`. */
export function isNameChar(code: number): boolean {
  return isLetter(code) || isDigit(code) || code === 45 || code === 46 || code === 95;
}

/** Quotes, and the backslash before one. */
export function mayBeginQuoted(code: number): boolean {
  return code === quote || code === apostrophe || code === backslash;
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
