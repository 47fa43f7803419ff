import { redacted } from "./text-rule.js";

interface Span {
  readonly start: number;
  readonly end: number;
}

/** A value without quotes. */
export interface ValueAt {
  readonly text: string;
  readonly end: number;
  /** Whether it may go on behind the limit. */
  readonly isCut: boolean;
}

/** What is masked of a text, found from its end to its start. */
export class MaskedSpans {
  readonly #text: string;
  /** The last one of the text first. */
  readonly #spans: Span[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /** Masks a stretch that starts before every one so far, and what is masked in it already. */
  add(start: number, end: number): void {
    let last = end;
    for (;;) {
      const next = this.#spans.at(-1);
      if (next === undefined || next.start >= last) break;
      last = Math.max(last, next.end);
      this.#spans.pop();
    }
    this.#spans.push({ start, end: last });
  }

  /** A stretch of the text as it is masked so far. */
  slice(start: number, end: number): string {
    let slice = "";
    let at = start;
    for (let index = this.#spans.length - 1; index >= 0; index--) {
      const span = this.#spans[index];
      if (span === undefined || span.start >= end) break;
      slice += this.#text.slice(at, span.start) + redacted;
      at = span.end;
    }
    return slice + this.#text.slice(at, end);
  }

  /**
   * The value without quotes at a place, as it is masked so far, and where it ends; without the closing brackets at its end that
   * it does not open.
   *
   * @param limit - Characters to read at most.
   */
  valueAt(start: number, limit: number): ValueAt | undefined {
    if (!mayBegin(this.#text.charCodeAt(start))) return undefined;
    let value = "";
    let at = start;
    for (let index = this.#spans.length - 1; value.length < limit; index--) {
      const span = this.#spans[index];
      const begun = at;
      const until = Math.min(span?.start ?? this.#text.length, at + limit - value.length);
      while (at < until && !endsValue(this.#text.charCodeAt(at))) at++;
      value += this.#text.slice(begun, at);
      if (span === undefined || at < span.start) break;
      value += redacted;
      at = span.end;
    }
    const text = balanced(value);
    return { text, end: at - (value.length - text.length), isCut: value.length >= limit };
  }

  /** The whole text, masked. */
  masked(): string {
    return this.slice(0, this.#text.length);
  }
}

/** 1: no value goes on; 2: none begins. */
const ends = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  return /[\s"'`&;,<>\\]/.test(char) ? 1 : /[()[\]{}]/.test(char) ? 2 : 0;
});

function endsValue(code: number): boolean {
  return code < 128 ? ends[code] === 1 : code >= 160 && /\s/.test(String.fromCharCode(code));
}

function mayBegin(code: number): boolean {
  return code === code && !endsValue(code) && ends[code] !== 2;
}

const openers: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

/** A value without the closing brackets at its end that it does not open. */
function balanced(value: string): string {
  let end = value.length;
  for (; end > 1; end--) {
    const closer = value[end - 1] ?? "";
    const opener = openers[closer];
    if (opener === undefined || count(value, opener, end) >= count(value, closer, end)) break;
  }
  return value.slice(0, end);
}

/** Occurrences in the last 64 characters before `end`. */
function count(text: string, char: string, end: number): number {
  let total = 0;
  for (let at = Math.max(0, end - 64); at < end; at++) if (text[at] === char) total++;
  return total;
}
