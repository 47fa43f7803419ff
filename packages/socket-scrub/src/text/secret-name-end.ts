/** A name that ends as names of secrets do. */
export interface SecretName {
  /** Everything before {@link SecretName.end}. */
  readonly prefix: string;
  /** One of the ends below, as it is written. */
  readonly end: string;
}

const pattern = new RegExp(
  "(?:token|pass(?:wor[dt]|wd|phrase|code)|pwd|secret|key|jwt|credentials?|auth(?:orization)?|sig(?:nature)?|" +
    "sess(?:ion)?[_-]?id|session|sid|otp|pin|[cx]srf|cookies?)" +
    "(?:[_-]?confirm(?:ation)?|_base|\\d{1,2})?$",
  "i",
);

/** The last three characters of every such name. */
const lastThree =
  "ken ord ort swd ase ode pwd ret key jwt ial als uth ion sig ure sid _id -id nid otp pin srf kie ies irm".split(
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
  let at = end - 1;
  if (at < 2) return false;
  let last = text.charCodeAt(at);
  if (last < 65) {
    // One or two digits may follow.
    if (!isDigit(last)) return false;
    at = isDigit(text.charCodeAt(at - 1)) ? at - 2 : at - 1;
    if (at < 2) return false;
    last = text.charCodeAt(at);
    if (last < 65) return false;
  }
  const before = beforePair[((text.charCodeAt(at - 1) & 31) << 5) | (last & 31)] ?? 0;
  return before !== 0 && (before & (1 << (text.charCodeAt(at - 2) & 31))) !== 0;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Takes a name apart, if it ends as names of secrets do. */
export function secretNameEnd(name: string): SecretName | undefined {
  const match = pattern.exec(name);
  return match === null ? undefined : { prefix: name.slice(0, match.index), end: match[0] };
}
