import { printable } from "@carillon/socket-scrub";
import { painter } from "../terminal/terminal.js";
import type { Terminal } from "../terminal/terminal.js";

/** An event as it arrived. */
export interface HeardEvent {
  readonly at: Date;
  readonly event: string;
  readonly args: readonly unknown[];
}

/** Writes what is heard: coloured lines for people, or JSON lines for programs. What a server sends cannot drive the terminal. */
export class Printer {
  readonly #terminal: Terminal;
  readonly #isJson: boolean;
  #around: ((write: () => void) => void) | undefined;

  constructor(terminal: Terminal, isJson: boolean) {
    this.#terminal = terminal;
    this.#isJson = isJson;
  }

  /** Lets something else make room for each line, such as a prompt that is written again below it. */
  writeBy(around: (write: () => void) => void): void {
    this.#around = around;
  }

  /** Writes one event, with its channel where the server says it. */
  event({ at, event, args }: HeardEvent): void {
    const channel = channelOf(args);
    const rest = args.length > 1 && isMark(args.at(-1)) ? args.slice(0, -1) : args;
    const payload = rest.length > 1 ? rest : rest[0];
    if (this.#isJson) {
      this.#write("out", shown({ time: at.toISOString(), channel, event, payload }));
      return;
    }
    const paint = painter(this.#terminal);
    const parts = [
      paint("dim", clock(at)),
      ...(channel === undefined ? [] : [paint("cyan", printed(channel))]),
      paint("bold", printed(event)),
      ...(payload === undefined ? [] : [shown(payload)]),
    ];
    this.#write("out", parts.join("  "));
  }

  /** Writes the answer to something that was sent. */
  answer(event: string, answer: unknown, ms: number): void {
    if (this.#isJson) {
      this.#write("out", shown({ time: new Date().toISOString(), answerTo: event, ms, answer }));
      return;
    }
    const paint = painter(this.#terminal);
    const failed = (answer as { ok?: unknown } | null | undefined)?.ok === false;
    const arrow = paint(failed ? "red" : "green", failed ? "✗" : "✓");
    this.#write(
      "out",
      `${arrow} ${printed(event)}  ${paint("dim", `${ms} ms`)}  ${answer === undefined ? "" : shown(answer)}`,
    );
  }

  /** Says something about the connection, beside the results, in one line. */
  remark(text: string): void {
    this.#write("err", printed(text));
  }

  #write(to: "out" | "err", line: string): void {
    const write = (): void => this.#terminal[to](`${line}\n`);
    if (this.#around) this.#around(write);
    else write();
  }
}

/** The channel of an event: behind the payload where the server adds it, else in the payload of our own events. */
function channelOf(args: readonly unknown[]): string | undefined {
  const mark = args.at(-1);
  if (args.length > 1 && isMark(mark)) return mark.channel;
  return args.length === 1 && isMark(args[0]) ? args[0].channel : undefined;
}

function isMark(value: unknown): value is { channel: string } {
  return typeof (value as { channel?: unknown } | null | undefined)?.channel === "string";
}

/** A value as JSON in one line, without a character that a terminal would obey. */
function shown(value: unknown): string {
  return printed(JSON.stringify(shownValue(value)));
}

/** The whole text, with what a terminal would obey escaped. */
function printed(text: string): string {
  return printable(text, Infinity);
}

/** How deep a value is shown: no server makes this program run out of stack. */
const maxDepth = 100;

/** Binary data by its length, and what is too deep as "…". */
function shownValue(value: unknown, depth = 0): unknown {
  if (value instanceof Uint8Array) return `<${value.byteLength} bytes>`;
  if (typeof value !== "object" || value === null) return value;
  if (depth >= maxDepth) return "…";
  if (Array.isArray(value)) return value.map((member) => shownValue(member, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, shownValue(member, depth + 1)]),
  );
}

function clock(at: Date): string {
  return `${at.toTimeString().slice(0, 8)}.${String(at.getMilliseconds()).padStart(3, "0")}`;
}
