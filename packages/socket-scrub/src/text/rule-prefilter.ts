import type { TextRule } from "./text-rule.js";

/** What a text must hold before a rule's pattern is worth running over it. */
export interface RuleFilter {
  /** Bits of traits, of which one is enough. 0: any text will do. */
  readonly traits: number;
  readonly words: readonly string[] | undefined;
}

/** Whether a rule can match a text with these traits. */
export function mayMatch({ traits, words }: RuleFilter, text: string, held: number): boolean {
  return (traits === 0 || (traits & held) !== 0) && (words === undefined || holdsOne(words, text));
}

function holdsOne(words: readonly string[], text: string): boolean {
  for (const word of words) if (text.includes(word)) return true;
  return false;
}

/** The last characters of required prefixes. */
const prefixEnds = ["_", "-", "."] as const;

/**
 * Skips rules that cannot match a text.
 *
 * Looking for one character takes the engine a hundredth of the time that a pattern takes, and most text has few of them. What a text
 * holds of all that rules require are its traits, one bit each.
 */
export class RulePrefilter {
  /** Every required character of every rule; its index is its bit. */
  readonly #chars: readonly string[];
  /** The rules with required prefixes; their bits follow, and the bit of a dotted run. */
  readonly #prefixed: readonly TextRule[];
  /** For each of the prefixes' ends: the bits of rules, by the last five bits of the two characters before it. */
  readonly #beforeEnd: readonly Int32Array[];

  constructor(rules: readonly TextRule[]) {
    this.#chars = [...new Set(rules.flatMap(({ requiredChars = "" }) => Array.from(requiredChars)))];
    this.#prefixed = rules.filter(({ requiredPrefixes }) => requiredPrefixes !== undefined);
    if (this.#dottedRun > 1 << 30) throw new RangeError("There are more traits than bits in a number.");
    this.#beforeEnd = prefixEnds.map((end) => this.#tableOf(end));
  }

  filterOf(rule: TextRule): RuleFilter {
    let traits = rule.requiresDottedRun === true ? this.#dottedRun : this.#prefixBit(rule);
    for (const char of rule.requiredChars ?? "") traits |= 1 << this.#chars.indexOf(char);
    return { traits, words: rule.requiredWords };
  }

  traitsOf(text: string): number {
    const [beforeLow, beforeDash, beforeDot] = this.#beforeEnd;
    let traits = this.#charsIn(text);
    // One search by the engine for each is much faster than a loop over the characters.
    for (let at = text.indexOf("_"); at >= 0; at = text.indexOf("_", at + 1)) {
      traits |= rulesAt(text, at, beforeLow);
    }
    for (let at = text.indexOf("-"); at >= 0; at = text.indexOf("-", at + 1)) {
      traits |= rulesAt(text, at, beforeDash);
    }
    for (let at = text.indexOf("."); at >= 0; at = text.indexOf(".", at + 1)) {
      // The end of a sentence is none of a prefix.
      if (text.charCodeAt(at + 1) === 32) continue;
      traits |= rulesAt(text, at, beforeDot);
      if (isRunBefore(text, at)) traits |= this.#dottedRun;
    }
    return traits;
  }

  get #dottedRun(): number {
    return 1 << (this.#chars.length + this.#prefixed.length);
  }

  #prefixBit(rule: TextRule): number {
    const index = this.#prefixed.indexOf(rule);
    return index < 0 ? 0 : 1 << (this.#chars.length + index);
  }

  #tableOf(end: string): Int32Array {
    const table = new Int32Array(1 << 10);
    for (const rule of this.#prefixed) {
      for (const prefix of rule.requiredPrefixes ?? []) {
        const place = placeBefore(prefix, prefix.length - 1);
        if (prefix.endsWith(end)) table[place] = (table[place] ?? 0) | this.#prefixBit(rule);
      }
    }
    return table;
  }

  #charsIn(text: string): number {
    let held = 0;
    let bit = 1;
    for (const char of this.#chars) {
      if (text.includes(char)) held |= bit;
      bit <<= 1;
    }
    return held;
  }
}

/** The rules that a prefix with its end at a place belongs to, as bits. */
function rulesAt(text: string, at: number, table: Int32Array | undefined): number {
  if (at < 2 || at + 10 >= text.length) return 0;
  const bits = table?.[placeBefore(text, at)] ?? 0;
  return bits !== 0 && isOfKey(text, at + 1) && isOfKey(text, at + 10) ? bits : 0;
}

/** The place of the two characters before `at` in a table: the last five bits of each. */
function placeBefore(text: string, at: number): number {
  return ((text.charCodeAt(at - 2) & 31) << 5) | (text.charCodeAt(at - 1) & 31);
}

/** 1: letters, digits, `_` and `-`; 2: `.` and `/`, which some keys hold too. */
const partOfKey = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  return /[\w-]/.test(char) ? 1 : /[./]/.test(char) ? 2 : 0;
});

function isOfKey(text: string, at: number): boolean {
  return (partOfKey[text.charCodeAt(at)] ?? 0) !== 0;
}

/** Whether nine letters, digits, `_` and `-` stand before a place; begins where few words reach. */
function isRunBefore(text: string, at: number): boolean {
  if (at < 9 || partOfKey[text.charCodeAt(at - 6)] !== 1) return false;
  for (let back = 9; back > 0; back--) if (partOfKey[text.charCodeAt(at - back)] !== 1) return false;
  return true;
}
