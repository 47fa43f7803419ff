/** A name that ends as names of secrets do. */
export interface SecretName {
  /** Everything before {@link SecretName.end}. */
  readonly prefix: string;
  /** One of the ends below, as it is written. */
  readonly end: string;
  /** The end in small letters, without what may follow it: `_confirmation`, `_base`, digits. */
  readonly word: string;
}

const pattern = new RegExp(
  "(token|pass(?:wor[dt]|wd|phrase|code)?|pwd|secret|key|jwt|credentials?|auth(?:orization)?|sig(?:nature)?|" +
    "sess(?:ion)?[_-]?id|session|sid|otp|pin|[cx]srf|cookies?)" +
    "(?:[_-]?confirm(?:ation)?|_?base|\\d{1,2})?$",
  "i",
);

/** The last three characters of every such name. */
const lastThree =
  "ken ord ort swd ass ase ode pwd ret key jwt ial als uth ion sig ure sid _id -id nid otp pin srf kie ies irm".split(
    " ",
  );

/** By the last five bits of each of the last two: which may stand before them, one bit for the last five bits of each. */
const beforePair = new Int32Array(1 << 10);
for (const end of lastThree) {
  const pair = ((end.charCodeAt(1) & 31) << 5) | (end.charCodeAt(2) & 31);
  beforePair[pair] = (beforePair[pair] ?? 0) | (1 << (end.charCodeAt(0) & 31));
}

/**
 * Whether the name before a place may end as names of secrets do, by its last three characters alone: this costs a fiftieth of the
 * pattern.
 *
 * @param text - The text.
 * @param end - Behind the name's last character.
 */
export function mayEndSecretName(text: string, end: number): boolean {
  const last = text.charCodeAt(end - 1);
  return isDigit(last) ? mayEndInDigits(text, end) : mayEndInLetters(text, end, last);
}

/** The same for a name whose last character is known to be no digit. */
export function mayEndInLetters(text: string, end: number, last: number): boolean {
  const before = beforePair[((text.charCodeAt(end - 2) & 31) << 5) | (last & 31)] ?? 0;
  return before !== 0 && end > 2 && (before & (1 << (text.charCodeAt(end - 3) & 31))) !== 0;
}

/** The same for a name whose last character is a digit: one or two may follow. */
export function mayEndInDigits(text: string, end: number): boolean {
  const second = text.charCodeAt(end - 2);
  if (!isDigit(second)) return second > 64 && mayEndInLetters(text, end - 1, second);
  const third = text.charCodeAt(end - 3);
  return third > 64 && mayEndInLetters(text, end - 2, third);
}

/** Whether names of secrets end with a letter. */
export function isLastOfSecretName(code: number): boolean {
  const char = String.fromCharCode(code).toLowerCase();
  return lastThree.some((end) => end.endsWith(char));
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** The longest end: `authorization_confirmation`. */
const longestEnd = 26;

/** Takes a name apart, if it ends as names of secrets do. */
export function secretNameEnd(name: string): SecretName | undefined {
  const match = pattern.exec(name.length > longestEnd ? name.slice(-longestEnd) : name);
  if (match === null) return undefined;
  const [end, word = end] = match;
  return { prefix: name.slice(0, name.length - end.length), end, word: word.toLowerCase() };
}
