import type { Socket } from "node:net";

/** What all links go through. */
export interface LinkConditions {
  /** Nothing comes through. */
  isFrozen: boolean;
  /** How long each byte is held back, in milliseconds. */
  delayMs: number;
}

/** One direction of a link. */
export class Lane {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #conditions: LinkConditions;
  /** Bytes and, at last, the end; each with the time at which it is due. */
  readonly #held: { readonly chunk: Buffer | null; readonly dueAt: number }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #hasEnded = false;

  constructor(from: Socket, to: Socket, conditions: LinkConditions) {
    this.#from = from;
    this.#to = to;
    this.#conditions = conditions;
    from.on("data", (chunk: Buffer) => {
      this.#hold(chunk);
    });
    from.once("end", () => {
      this.#hold(null);
    });
  }

  /** Sends what is due. */
  flush(): void {
    clearTimeout(this.#timer);
    while (!this.#conditions.isFrozen) {
      const [next] = this.#held;
      if (next === undefined) return;
      const waitMs = next.dueAt - performance.now();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => {
          this.flush();
        }, waitMs);
        return;
      }
      this.#held.shift();
      if (next.chunk === null) this.end();
      else if (!this.#hasEnded) this.#to.write(next.chunk);
    }
  }

  /** The end that this lane leads to hears that there is no more; what still comes is dropped. */
  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#to.end();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#held.length = 0;
    this.#from.removeAllListeners("data");
  }

  #hold(chunk: Buffer | null): void {
    this.#held.push({ chunk, dueAt: performance.now() + this.#conditions.delayMs });
    this.flush();
  }
}
