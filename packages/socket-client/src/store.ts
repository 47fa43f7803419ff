/** A value that changes, as `useSyncExternalStore` and its like in other frameworks take it. */
export interface Store<T> {
  /**
   * Calls back after each change.
   *
   * @returns Undoes it.
   */
  readonly subscribe: (listener: () => void) => () => void;
  /** The value now: frozen, and the same object for as long as nothing changed. */
  readonly getSnapshot: () => T;
  /** The value before anything has happened, for rendering on a server and for hydration. */
  readonly getServerSnapshot: () => T;
}

/** A store's own side. */
export interface WritableStore<T> extends Store<T> {
  readonly set: (value: T) => void;
  /** Calls the listeners; for what is read beside the snapshot. */
  readonly notify: () => void;
}

/** Makes a store that holds a value. */
export function createStore<T>(initial: T): WritableStore<T> {
  const listeners = new Listeners();
  let value = initial;
  const notify = (): void => {
    listeners.call("");
  };
  return {
    subscribe: (listener) => listeners.add("", listener),
    getSnapshot: () => value,
    getServerSnapshot: () => initial,
    notify,
    set: (next) => {
      value = next;
      notify();
    },
  };
}

/** What can be called; each place that adds knows what it gets. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- listeners of all events stand in one map
export type Listener = (...args: any[]) => unknown;

/** Listeners by name. The same function added twice is called twice. */
export class Listeners {
  readonly #byName = new Map<string, Set<{ readonly listener: Listener }>>();

  /** @returns Undoes it; calling it again does nothing. */
  add(name: string, listener: Listener): () => void {
    const entry = { listener };
    const entries = this.#byName.get(name) ?? new Set();
    this.#byName.set(name, entries.add(entry));
    return () => {
      if (entries.delete(entry) && entries.size === 0 && this.#byName.get(name) === entries) {
        this.#byName.delete(name);
      }
    };
  }

  /** Calls all of a name. One that throws keeps no other from being called; what it throws is reported as uncaught. */
  call(name: string, ...args: unknown[]): boolean {
    const entries = this.#byName.get(name);
    for (const { listener } of [...(entries ?? [])]) {
      try {
        listener(...args);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
    return entries !== undefined;
  }
}
