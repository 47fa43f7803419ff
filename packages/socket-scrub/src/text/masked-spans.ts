import { redacted } from "./text-rule.js";

interface Span {
  readonly start: number;
  readonly end: number;
}

/** A value without quotes. */
export interface ValueAt {
  /** Its first characters, as they are masked so far. */
  readonly text: string;
  readonly end: number;
}

/** What is masked of a text, found from its end to its start. */
export class MaskedSpans {
  readonly #text: string;
  /** The last one of the text first. */
  readonly #spans: Span[] = [];
  /** The characters that may all belong to one value, from the last place that was looked at to their end. */
  #runStart = Infinity;
  #runEnd = Infinity;
  /** Where values end that start far before the end of the run; 0 where none was looked for. */
  #valueEnd = 0;

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
   * The value without quotes at a place, and where it ends; without the closing brackets at its end that it does not open.
   *
   * @param limit - Characters to read at most.
   */
  valueAt(start: number, limit: number): ValueAt | undefined {
    if (!mayBegin(this.#text.charCodeAt(start))) return undefined;
    const end = this.#readRun(start);
    const inner = this.#spans.at(-1);
    if (inner === undefined || inner.start >= end) {
      const valueEnd = this.#valueEndAt(start);
      return { text: this.#text.slice(start, Math.min(valueEnd, start + limit)), end: valueEnd };
    }
    // What was masked in this run goes to its end, but for closing brackets.
    if (inner.start - start >= limit) return { text: this.#text.slice(start, start + limit), end: inner.end };
    const value = this.#text.slice(start, inner.start) + redacted + this.#text.slice(inner.end, end);
    const length = endWithoutClosers(value, 0, value.length);
    return { text: value.slice(0, Math.min(length, limit)), end: end - (value.length - length) };
  }

  /** Reads the run from a place on, and says where it ends. */
  #readRun(start: number): number {
    const next = start <= this.#runStart ? this.#runStart : Infinity;
    const until = Math.min(next, this.#text.length);
    let at = start;
    while (at < until && !endsValue(this.#text.charCodeAt(at))) at++;
    this.#runStart = start;
    // A run that reaches the next one has its end.
    if (at !== next) {
      this.#runEnd = at;
      this.#valueEnd = 0;
    }
    return this.#runEnd;
  }

  /** Where a value ends that starts in the last run, and in which nothing is masked. */
  #valueEndAt(start: number): number {
    const end = this.#runEnd;
    if (end - start < bracketWindow) return endWithoutClosers(this.#text, start, end);
    if (this.#valueEnd === 0) this.#valueEnd = endWithoutClosers(this.#text, start, end);
    return this.#valueEnd;
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

/** 1, 2, 3: what opens a bracket; -1, -2, -3: what closes it. */
const brackets = Int8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  return "([{".indexOf(char) + 1 || -(")]}".indexOf(char) + 1);
});

/** Characters at the end of a value in which brackets are counted. */
const bracketWindow = 128;

/** Closing brackets that may stand behind a value. */
const maxClosers = 64;

/** Where a value ends without the closing brackets at its end that it does not open. */
function endWithoutClosers(text: string, start: number, end: number): number {
  if (bracketAt(text, end - 1) >= 0) return end;
  /** By kind of bracket: how many more are opened than closed. */
  const opened: [number, number, number, number] = [0, 0, 0, 0];
  for (let at = Math.max(start, end - bracketWindow); at < end; at++) {
    const bracket = bracketAt(text, at);
    opened[Math.abs(bracket) as 0 | 1 | 2 | 3] += Math.sign(bracket);
  }
  const least = Math.max(start + 1, end - maxClosers);
  for (let at = end; at > least; at--) {
    const closer = -bracketAt(text, at - 1) as 0 | 1 | 2 | 3;
    if (closer <= 0 || opened[closer] >= 0) return at;
    opened[closer]++;
  }
  return least;
}

function bracketAt(text: string, at: number): number {
  return brackets[text.charCodeAt(at)] ?? 0;
}
