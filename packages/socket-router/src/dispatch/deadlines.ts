import { clock, maxTimerMs } from "@carillon/socket-contract/server";
import type { Timer } from "@carillon/socket-contract/server";
import type { Call } from "./call.js";
import { LinkedList } from "./linked-list.js";

/** Ends calls that take too long, with one timer for each distinct duration instead of one for each call. */
export class Deadlines {
  readonly #expire: (call: Call) => void;
  readonly #queues = new Map<number, DeadlineQueue>();

  constructor(expire: (call: Call) => void) {
    this.#expire = expire;
  }

  add(call: Call): void {
    const { timeoutMs } = call.route;
    if (timeoutMs === 0) return;
    let queue = this.#queues.get(timeoutMs);
    if (queue === undefined)
      this.#queues.set(timeoutMs, (queue = new DeadlineQueue(timeoutMs, this.#expire)));
    queue.add(call);
  }

  remove(call: Call): void {
    call.deadline?.remove();
    call.deadline = undefined;
  }
}

/** Calls with the same time to live. They are added as they begin, so the first of them is always the next to end. */
class DeadlineQueue {
  readonly #ms: number;
  readonly #expire: (call: Call) => void;
  readonly #calls = new LinkedList<Call>();
  #timer: Timer | undefined;

  constructor(ms: number, expire: (call: Call) => void) {
    this.#ms = ms;
    this.#expire = expire;
  }

  add(call: Call): void {
    call.deadline = this.#calls.add(call);
    if (this.#timer === undefined) this.#arm(this.#ms);
  }

  #arm(ms: number): void {
    this.#timer = clock.setTimeout(() => this.#sweep(), Math.min(ms, maxTimerMs));
    this.#timer.unref();
  }

  #sweep(): void {
    this.#timer = undefined;
    const now = clock.elapsed();
    for (let call = this.#calls.first; call !== undefined; call = this.#calls.first) {
      const left = call.begunAt + this.#ms - now;
      // Timers are whole milliseconds: what is due within one is due.
      if (left > 1) {
        this.#arm(left);
        return;
      }
      call.deadline?.remove();
      call.deadline = undefined;
      this.#expire(call);
    }
  }
}
