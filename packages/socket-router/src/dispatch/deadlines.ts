import { DeadlineQueue } from "@carillon/socket-contract/server";
import type { Call } from "./call.js";

/** Ends calls that take too long, with one timer for each distinct duration instead of one for each call. */
export class Deadlines {
  readonly #expire: (call: Call) => void;
  readonly #queues = new Map<number, DeadlineQueue<Call>>();

  constructor(expire: (call: Call) => void) {
    this.#expire = expire;
  }

  add(call: Call): void {
    const { timeoutMs } = call.route;
    if (timeoutMs === 0) return;
    let queue = this.#queues.get(timeoutMs);
    if (queue === undefined) {
      queue = new DeadlineQueue(timeoutMs, this.#expire);
      this.#queues.set(timeoutMs, queue);
    }
    call.deadline = queue.add(call);
  }

  remove(call: Call): void {
    call.deadline?.remove();
    call.deadline = undefined;
  }
}
