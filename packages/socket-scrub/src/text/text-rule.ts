/** Replaces a secret. */
export const redacted = "***REDACTED***";

/** One kind of secret in text, with the examples that its test runs. */
export interface TextRule {
  readonly name: string;
  /** Global, and linear on any input: each starts at a boundary, so that no run of characters is scanned twice. */
  readonly pattern?: RegExp;
  /** Every match holds one of these characters; not together with `requiredPrefixes` and `requiresDottedRun`. Default: a match may hold any. */
  readonly requiredChars?: string;
  /** Every match, with the text before it, holds one of these words in this very case. Default: any. */
  readonly requiredWords?: readonly string[];
  /**
   * Every match, with the text before it, holds one of these with ten or more letters, digits, `_`, `-`, `.` and `/` behind it. Each
   * has two characters or more before the `_`, `-` or `.` at its end. Default: any.
   */
  readonly requiredPrefixes?: readonly string[];
  /**
   * Every match holds a dot, and no blank behind it, behind nine or more letters, digits, `_` and `-`. Default: any may match.
   */
  readonly requiresDottedRun?: true;
  /** Decides on one match of `pattern`. Default: the whole match is masked. */
  readonly replace?: (match: string, ...groups: (string | undefined)[]) => string;
  /** Masks a text, linear on any input; in place of `pattern`. Rules that share it are applied once. */
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
