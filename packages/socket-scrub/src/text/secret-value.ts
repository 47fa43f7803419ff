/** Values that are no secret, whatever their name says. */
const harmlessWords: ReadonlySet<string> = new Set(
  (
    "true false null undefined none nil nan yes no on off string text number boolean object array any unknown void function " +
    "password passwort token secret bearer basic digest hidden optional required missing invalid valid expired empty unset set " +
    "changed include omit same-origin header headers query cookie body env redacted masked hash hashed plain default"
  ).split(" "),
);

/** Whether a value is a word such as `true`, `undefined` or `required`, or a placeholder such as `xxxx` or `****`. */
export function isHarmless(value: string): boolean {
  return (
    harmlessWords.has(value.toLowerCase()) ||
    /^(?:x{3,}|[*•.…-]+|\[[\w ]{1,32}\]|\[?redacted\]?)$/i.test(value)
  );
}

/** Whether a value is made of words: several of them, none of which looks like a secret. */
export function isProse(value: string): boolean {
  if (!/\s/.test(value)) return false;
  const words = value.trim().split(/\s+/, 64);
  return words.length > 1 && !words.some((word) => looksLikeSecret(word));
}

/**
 * Whether a value after a secret's name can be a secret: letters and digits that alternate.
 *
 * @param value - One run without blanks.
 */
export function looksLikeSecret(value: string): boolean {
  return value.length >= 8 && alternates(value, 2) && !isOrdinary(value);
}

/** Whether a value can be a password: as {@link looksLikeSecret}, but shorter and plainer. */
export function looksLikePassword(value: string): boolean {
  return (value.length >= 6 && alternates(value, 1) && !isOrdinary(value)) || /^\d{6,}$/.test(value);
}

/** Whether a value under a name such as `key` is random: many changes between small letters, capitals and digits. */
export function looksRandom(value: string): boolean {
  return (
    value.length >= 12 &&
    alternates(value, 5) &&
    /^[\w~+/=.-]+$/.test(value) &&
    !/^[0-9a-f-]+$/i.test(value) &&
    !isOrdinary(value)
  );
}

/** Whether a value has digits and letters, and so many changes between small letters, capitals and digits. */
function alternates(value: string, times: number): boolean {
  if (!/\d/.test(value)) return false;
  let changes = 0;
  let before = 0;
  let shapes = 0;
  for (let at = 0; at < value.length; at++) {
    const shape = shapeOf(value.charCodeAt(at));
    if (shape !== 0 && before !== 0 && shape !== before) changes++;
    before = shape;
    shapes |= shape;
    if (changes >= times && shapes > digit && (shapes & digit) !== 0) return true;
  }
  return false;
}

const digit = 1;

/** 1: a digit; 2: a capital; 4: a small letter; 0: anything else. */
function shapeOf(code: number): number {
  if (code < 48 || code > 122) return 0;
  if (code <= 57) return digit;
  if (code >= 97) return 4;
  return code >= 65 && code <= 90 ? 2 : 0;
}

/** Names of algorithms and formats, which have digits too. */
const algorithm =
  /^(?:sha|md|aes|rsa|hs|rs|es|ps|ed|oauth|base|utf|argon|bcrypt|scrypt|hmac|pbkdf|x|p|v|ipv|http|h|tls|ssl|secp)[-_]?\d{1,4}[a-z]{0,4}\d?(?:[-_/][a-z\d]{1,10}){0,2}[.,:;!?]?$/i;

/** Other beginnings, or whole values: times, versions, paths, addresses, colours, lengths, calls and members of objects. */
const ordinary = new RegExp(
  [
    /[$#@!/\\.~:|?-]/,
    /\d{4}-\d\d-\d\d(?:T|$)/,
    /[vV]?\d+(?:\.\d+){1,3}(?:-[a-zA-Z.\d]{1,20})?$/,
    /\d+(?:\.\d+)?[a-zA-Z%]{1,7}[.,;:]?$/,
    /(?:0[xX])?[0-9a-fA-F]{0,2}$/,
    /[A-Za-z_$][\w$.]{0,64}[([]/,
    /[A-Za-z_$][A-Za-z_$]*\d{0,3}(?:\.[A-Za-z_$]+\d{0,3}){1,8}[;,]?$/,
    /[A-Z][A-Z\d]*(?:_[A-Z\d]+){1,8}$/,
    /[A-Za-z_$][a-z]+(?:[A-Z][a-z]+){1,8}\$?\d{0,2}[;,]?$/,
    /[A-Za-z_$][\w$]{0,64}\?\./,
    /(?:[A-Z][a-z]{2,}\d{0,2}){2,8}[;:,)]{0,2}$/,
    /[a-z]+\d{0,3}(?:[_-][a-z]+\d{0,3}){1,8}$/,
  ]
    .map(({ source }) => `^${source}`)
    .join("|"),
);

/** The end of a file's name, perhaps with a place in it. */
const fileEnd = /\.[a-z]{1,5}(?::\d{1,7}){0,2}\)?$/i;

function isOrdinary(value: string): boolean {
  return algorithm.test(value) || ordinary.test(value) || value.includes("://") || fileEnd.test(value);
}
