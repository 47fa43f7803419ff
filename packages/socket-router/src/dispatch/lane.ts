/** Runs one task at a time, in the order in which they came. A task is done when it calls {@link Lane.leave}. */
export class Lane<Task> {
  readonly #run: (task: Task) => void;
  readonly #waiting: Task[] = [];
  #busy = false;
  #draining = false;

  constructor(run: (task: Task) => void) {
    this.#run = run;
  }

  /** Whether a task runs, so that the next one waits. */
  get isBusy(): boolean {
    return this.#busy;
  }

  /** How many tasks wait for their turn. */
  get waiting(): number {
    return this.#waiting.length;
  }

  enter(task: Task): void {
    this.#waiting.push(task);
    this.#drain();
  }

  leave(): void {
    this.#busy = false;
    this.#drain();
  }

  /** Forgets the waiting tasks and returns them. */
  clear(): Task[] {
    return this.#waiting.splice(0);
  }

  /** A loop, not a recursion: a thousand synchronous tasks must not pile up on the stack. */
  #drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    try {
      while (!this.#busy) {
        const task = this.#waiting.shift();
        if (task === undefined) return;
        this.#busy = true;
        this.#run(task);
      }
    } finally {
      this.#draining = false;
    }
  }
}
