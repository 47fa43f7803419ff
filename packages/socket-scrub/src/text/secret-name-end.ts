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

/** The last two letters of every such name. */
const lastPairs: ReadonlySet<string> = new Set(
  "en rd rt wd se de et ey wt al ls th on ig re id in tp rf ie es rm".split(" "),
);

/** One bit for each pair of letters: a look-up costs a fiftieth of the pattern. */
const mayEnd: readonly boolean[] = Array.from({ length: 1_024 }, (_, index) =>
  lastPairs.has(String.fromCharCode(96 + (index >> 5), 96 + (index & 31))),
);

/**
 * Whether the name before a place may end as names of secrets do, by its last two characters alone.
 *
 * @param text - The text.
 * @param end - Behind the name's last character.
 */
export function mayEndSecretName(text: string, end: number): boolean {
  let at = end - 1;
  while (end - at < 3 && isDigit(text.charCodeAt(at))) at--; // one or two digits may follow
  const last = text.charCodeAt(at);
  const before = text.charCodeAt(at - 1);
  return last > 64 && before > 64 && mayEnd[((before & 31) << 5) | (last & 31)] === true;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Takes a name apart, if it ends as names of secrets do. */
export function secretNameEnd(name: string): SecretName | undefined {
  const match = pattern.exec(name);
  return match === null ? undefined : { prefix: name.slice(0, match.index), end: match[0] };
}
