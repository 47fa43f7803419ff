import type { Call, Step } from "./call.js";
import { droppedEvent } from "./dropped-event.js";

/** The calls of one socket whose handlers have not begun, in order of arrival. */
export class StartQueue {
  readonly #calls: Call[] = [];
  #isStarting = false;

  add(call: Call): void {
    this.#calls.push(call);
  }

  /** Begins a handler now, or when all calls before it have begun. */
  begin(call: Call, handler: Step): unknown {
    const [first] = this.#calls;
    if (first === undefined || first === call) {
      call.started = true;
      try {
        return handler(call);
      } finally {
        this.advance();
      }
    }
    return new Promise<unknown>((resolve, reject) => {
      call.resume = function beginInTurn() {
        call.resume = undefined;
        try {
          if (call.settled) throw droppedEvent;
          resolve(handler(call));
        } catch (error) {
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- handlers may throw anything
          reject(error);
        }
      };
      this.advance();
    });
  }

  /** Lets the first of the calls begin, and each behind it that is ready. */
  advance(): void {
    if (this.#isStarting) return;
    this.#isStarting = true;
    const calls = this.#calls;
    let begun = 0;
    for (const call of calls) {
      if (!call.started) {
        if (call.resume === undefined) break;
        call.started = true;
        call.resume();
      }
      begun++;
    }
    this.#isStarting = false;
    if (begun === calls.length) calls.length = 0;
    else calls.splice(0, begun);
  }
}
