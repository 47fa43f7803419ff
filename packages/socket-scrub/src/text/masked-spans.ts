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
  /** The last stretch without an end of a value that was looked for, from a place before all others. */
  #run: Span = { start: Infinity, end: Infinity };

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
    let end = this.#endOfRun(start);
    const next = this.#spans.at(-1);
    let value = this.#text.slice(start, Math.min(end, start + limit));
    if (next?.start === end && value.length < limit) [value, end] = this.#joined(start, end, limit);
    else end = start + value.length;
    const text = balanced(value);
    return { text, end: end - (value.length - text.length), isCut: value.length >= limit };
  }

  /** Where what may belong to a value ends: at the next masked stretch at the latest. */
  #endOfRun(start: number): number {
    const until = this.#spans.at(-1)?.start ?? this.#text.length;
    // A value that starts before another one without a separator between them ends where that one ends.
    const known = start <= this.#run.start && this.#run.start < until ? this.#run.start : until;
    let at = start;
    while (at < known && !endsValue(this.#text.charCodeAt(at))) at++;
    const end = at === this.#run.start ? Math.min(this.#run.end, until) : at;
    this.#run = { start, end };
    return end;
  }

  /** A value that a masked stretch belongs to: its text, and where it ends. */
  #joined(start: number, firstEnd: number, limit: number): [string, number] {
    let value = this.#text.slice(start, firstEnd);
    let at = firstEnd;
    for (let index = this.#spans.length - 1; value.length < limit; index--) {
      const span = this.#spans[index];
      if (span?.start !== at) break;
      value += redacted;
      const begun = span.end;
      const until = Math.min(
        this.#spans[index - 1]?.start ?? this.#text.length,
        begun + limit - value.length,
      );
      at = begun;
      while (at < until && !endsValue(this.#text.charCodeAt(at))) at++;
      value += this.#text.slice(begun, at);
    }
    return [value, at];
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

/** 1, 3, 5: what opens a bracket; the next number: what closes it. */
const brackets = Uint8Array.from(
  { length: 128 },
  (_, code) => "()[]{}".indexOf(String.fromCharCode(code)) + 1,
);

/** A value without the closing brackets at its end that it does not open. */
function balanced(value: string): string {
  let end = value.length;
  if (!isCloser(bracketAt(value, end - 1))) return value;
  // How often each bracket stands in the last 64 characters.
  const counts = new Int8Array(7);
  const bump = (bracket: number, by: number): void => {
    counts[bracket] = (counts[bracket] ?? 0) + by;
  };
  for (let at = Math.max(0, end - 64); at < end; at++) bump(bracketAt(value, at), 1);
  for (; end > 1; end--) {
    const closer = bracketAt(value, end - 1);
    if (!isCloser(closer) || (counts[closer - 1] ?? 0) >= (counts[closer] ?? 0)) break;
    bump(closer, -1);
    bump(bracketAt(value, end - 65), 1);
  }
  return value.slice(0, end);
}

function bracketAt(text: string, at: number): number {
  return brackets[text.charCodeAt(at)] ?? 0;
}

function isCloser(bracket: number): boolean {
  return bracket !== 0 && (bracket & 1) === 0;
}
