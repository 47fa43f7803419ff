/** Replaces a secret. */
export const redacted = "***REDACTED***";

/** One kind of secret in text, with the examples that its test runs. */
export interface TextRule {
  readonly name: string;
  /** Global, and linear on any input: each starts at a boundary, so that no run of characters is scanned twice. */
  readonly pattern?: RegExp;
  /** Every match holds one of these characters; not together with `requiredPrefixes` and `requires`. Default: a match may hold any. */
  readonly requiredChars?: string;
  /** Every match, with the text before it, holds one of these words in this very case. Default: any. */
  readonly requiredWords?: readonly string[];
  /**
   * Every match, with the text before it, holds one of these with ten or more letters, digits, `_`, `-`, `.` and `/` behind it. Each
   * has two characters or more before the `_`, `-` or `.` at its end. Default: any.
   */
  readonly requiredPrefixes?: readonly string[];
  /**
   * What every match holds, found while separators and dots are looked for: a name that ends as names of secrets do and its separator,
   * an `s:` or `s%3A` before sixteen letters, digits, `_` and `-`, the `.ey` or `.ew` in the middle of a JWT, two dashes or low
   * lines, or a separator. Default: any may match.
   */
  readonly requires?: "named secret" | "signed value" | "JWT payload" | "--" | "__" | ": or =";
  /** Finds something in every text in which `pattern` does, for a fraction of the work: one word, which the engine can skip to. */
  readonly requiredText?: RegExp;
  /** Decides on one match of `pattern`. Default: the whole match is masked. */
  readonly replace?: (match: string, ...groups: (string | undefined)[]) => string;
  /**
   * Masks a text, linear on any input; in place of `pattern`. What it returns it would return again. Rules that share it are applied
   * once.
   */
  readonly apply?: (text: string) => string;
  /** Text whose secret, marked «like this», is masked. */
  readonly masks: readonly string[];
  /** Ordinary text that stays as it is. */
  readonly keeps: readonly string[];
}

/** Makes the function that applies a rule to a text. */
export function applierOf({ pattern = /$^/, replace, apply }: TextRule): (text: string) => string {
  const mask = replace ?? (() => redacted);
  return apply ?? ((text) => text.replace(pattern, mask));
}
