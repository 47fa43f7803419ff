/** Knows its store until the first `await`: pages cannot follow it further. */
export class AsyncLocalStorage<Store> {
  #store: Store | undefined;

  getStore(): Store | undefined {
    return this.#store;
  }

  run<Result>(store: Store | undefined, work: (...args: unknown[]) => Result, ...args: unknown[]): Result {
    const before = this.#store;
    this.#store = store;
    try {
      return work(...args);
    } finally {
      this.#store = before;
    }
  }

  exit<Result>(work: (...args: unknown[]) => Result, ...args: unknown[]): Result {
    return this.run(undefined, work, ...args);
  }
}
