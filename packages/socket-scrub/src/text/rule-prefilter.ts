import { mayEndSecretName } from "./secret-name-end.js";
import { endOfOption, namedSecret, separator, separatorTraits, signedValue } from "./separators.js";
import type { TextRule } from "./text-rule.js";

/** What a text must hold before a rule's pattern is worth running over it. */
export interface RuleFilter {
  /** Bits of traits, of which one is enough. 0: any text will do. */
  readonly traits: number;
  readonly words: readonly string[] | undefined;
  readonly text: RegExp | undefined;
}

/** Whether a rule can match a text with these traits. */
export function mayMatch(filter: RuleFilter, text: string, held: number): boolean {
  if (filter.traits !== 0 && (filter.traits & held) === 0) return false;
  if (filter.words !== undefined && !holdsOne(filter.words, text)) return false;
  return filter.text === undefined || filter.text.test(text);
}

function holdsOne(words: readonly string[], text: string): boolean {
  for (const word of words) if (text.includes(word)) return true;
  return false;
}

/** What {@link TextRule.requires} names, as bits: the first ones of all traits. */
const jwtPayload = 8;
const twoDashes = 16;
const twoLows = 32;
const bitOf = {
  "named secret": namedSecret,
  "signed value": signedValue,
  "JWT payload": jwtPayload,
  "--": twoDashes,
  __: twoLows,
  ": or =": separator,
} as const;
const firstBitOfChars = 6;

/** The last characters of required prefixes. */
const prefixEnds = ["_", "-", "."] as const;

/**
 * Skips rules that cannot match a text.
 *
 * Looking for one character takes the engine a hundredth of the time that a pattern takes, and most text has few of them. What a text
 * holds of all that rules require are its traits, one bit each.
 */
export class RulePrefilter {
  /** Every required character of every rule; its bit is its index behind those of {@link TextRule.requires}. */
  readonly #chars: readonly string[];
  /** The rules with required prefixes; their bits follow. */
  readonly #prefixed: readonly TextRule[];
  /** For each of the prefixes' ends: what may stand before it. */
  readonly #beforeEnd: readonly BeforeEnd[];

  constructor(rules: readonly TextRule[]) {
    this.#chars = [...new Set(rules.flatMap(({ requiredChars = "" }) => Array.from(requiredChars)))];
    this.#prefixed = rules.filter(({ requiredPrefixes }) => requiredPrefixes !== undefined);
    if (firstBitOfChars + this.#chars.length + this.#prefixed.length > 31) {
      throw new RangeError("There are more traits than bits in a number.");
    }
    this.#beforeEnd = prefixEnds.map((end) => this.#tablesOf(end));
  }

  filterOf(rule: TextRule): RuleFilter {
    let traits = this.#prefixBit(rule) | (rule.requires === undefined ? 0 : bitOf[rule.requires]);
    for (const char of rule.requiredChars ?? "") traits |= 1 << (firstBitOfChars + this.#chars.indexOf(char));
    return { traits, words: rule.requiredWords, text: rule.requiredText };
  }

  traitsOf(text: string): number {
    const [beforeLow, beforeDash, beforeDot] = this.#beforeEnd;
    let traits = this.#charsIn(text) | separatorTraits(text);
    // One search by the engine for each is much faster than a loop over the characters.
    for (let at = text.indexOf("_"); at >= 0; at = text.indexOf("_", at + 1)) {
      if (text.charCodeAt(at + 1) === low) traits |= twoLows;
      traits |= rulesAt(text, at, beforeLow);
    }
    let endOfLast = 0;
    for (let at = text.indexOf("-"); at >= 0; at = text.indexOf("-", at + 1)) {
      if (text.charCodeAt(at + 1) === dash && at >= endOfLast) {
        traits |= twoDashes;
        endOfLast = endOfOption(text, at);
        if (mayEndSecretName(text, endOfLast)) traits |= namedSecret;
      }
      traits |= rulesAt(text, at, beforeDash);
    }
    for (let at = text.indexOf("."); at >= 0; at = text.indexOf(".", at + 1)) {
      const next = text.charCodeAt(at + 1);
      // The end of a sentence is none of a prefix.
      if (next === 32) continue;
      if (next === smallE && isSecondOfPayload(text.charCodeAt(at + 2))) traits |= jwtPayload;
      traits |= rulesAt(text, at, beforeDot);
    }
    return traits;
  }

  #prefixBit(rule: TextRule): number {
    const index = this.#prefixed.indexOf(rule);
    return index < 0 ? 0 : 1 << (firstBitOfChars + this.#chars.length + index);
  }

  #tablesOf(end: string): BeforeEnd {
    const last = new Uint8Array(128);
    const lastTwo = new Int32Array(1 << 10);
    for (const rule of this.#prefixed) {
      for (const prefix of rule.requiredPrefixes ?? []) {
        if (!prefix.endsWith(end)) continue;
        const place = placeBefore(prefix, prefix.length - 1);
        last[prefix.charCodeAt(prefix.length - 2)] = 1;
        lastTwo[place] = (lastTwo[place] ?? 0) | this.#prefixBit(rule);
      }
    }
    return { last, lastTwo };
  }

  #charsIn(text: string): number {
    let held = 0;
    let bit = 1 << firstBitOfChars;
    for (const char of this.#chars) {
      if (text.includes(char)) held |= bit;
      bit <<= 1;
    }
    return held;
  }
}

/** What may stand before the end of a prefix. */
interface BeforeEnd {
  /** 1 for a character that may stand right before it. */
  readonly last: Uint8Array;
  /** The bits of rules, by the last five bits of the two characters before it. */
  readonly lastTwo: Int32Array;
}

/** The rules that a prefix with its end at a place belongs to, as bits. */
function rulesAt(text: string, at: number, before: BeforeEnd | undefined): number {
  if (before?.last[text.charCodeAt(at - 1)] !== 1 || at < 2 || at + 10 >= text.length) return 0;
  const bits = before.lastTwo[placeBefore(text, at)] ?? 0;
  return bits !== 0 && isOfKey(text, at + 1) && isOfKey(text, at + 10) ? bits : 0;
}

/** The place of the two characters before `at` in a table: the last five bits of each. */
function placeBefore(text: string, at: number): number {
  return ((text.charCodeAt(at - 2) & 31) << 5) | (text.charCodeAt(at - 1) & 31);
}

/** Letters, digits, `_`, `-`, and `.` and `/`, which some keys hold too. */
const partOfKey = Uint8Array.from({ length: 128 }, (_, code) =>
  /[\w./-]/.test(String.fromCharCode(code)) ? 1 : 0,
);

function isOfKey(text: string, at: number): boolean {
  return partOfKey[text.charCodeAt(at)] === 1;
}

const dash = 45;
const low = 95;
const smallE = 101;

/** `ey` or `ew`: how JSON begins in base64. */
function isSecondOfPayload(code: number): boolean {
  return code === 121 || code === 119;
}
