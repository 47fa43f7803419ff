import type { Logger } from "@carillon/socket-scrub";
import { clock, ignore, isThenable } from "@carillon/socket-contract/server";

/** How grave a line is. */
export type FailureLevel = "info" | "warn" | "error";

/** The most lines of one level in one second; the rest are counted on the next line. */
const maxLinesPerSecond = 50;

/** Writes about failures. A logger that throws, rejects or is flooded does not hurt the dispatch. */
export class FailureLog {
  readonly #logger: Logger;
  // Each level has its own, so that a flood of refused events cannot hide a bug.
  readonly #windows = { info: new LineWindow(), warn: new LineWindow(), error: new LineWindow() };

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  write(level: FailureLevel, fields: { readonly event: string }, message: string): void {
    const window = this.#windows[level];
    if (!window.takeLine()) return;
    const suppressed = window.takeSuppressed();
    try {
      const line = suppressed > 0 ? { ...fields, suppressed } : fields;
      // An async function is a void one for TypeScript, and may reject.
      const written = (this.#logger[level] as (fields: object, message: string) => unknown)(line, message);
      if (isThenable(written)) written.then(undefined, ignore);
    } catch {
      // The line is lost; the event is not.
    }
  }
}

/** Counts the lines of the current second. */
class LineWindow {
  #second = 0;
  #lines = 0;
  #suppressed = 0;

  /** Whether one more line may be written in this second. */
  takeLine(): boolean {
    const second = Math.floor(clock.elapsed() / 1_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#lines = 0;
    }
    if (++this.#lines <= maxLinesPerSecond) return true;
    this.#suppressed++;
    return false;
  }

  /** How many lines were left out since the last one. */
  takeSuppressed(): number {
    const suppressed = this.#suppressed;
    this.#suppressed = 0;
    return suppressed;
  }
}
