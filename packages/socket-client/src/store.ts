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
  /** Freezes the value and tells the listeners, also when it is the same: for what is read beside it. */
  readonly set: (value: T) => void;
}

/** Makes a store that holds a value. */
export function createStore<T>(initial: T): WritableStore<T> {
  const listeners = createListeners();
  let value = Object.freeze(initial);
  return {
    subscribe: (listener) => listeners.add("", listener),
    getSnapshot: () => value,
    getServerSnapshot: () => initial,
    set: (next) => {
      value = Object.freeze(next);
      listeners.call("");
    },
  };
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- listeners of all events stand together; each place that adds one knows what it gets
export type Listener = (...args: any[]) => unknown;

/** Listeners by name. The same function added twice is called twice. */
export interface Listeners {
  /** @returns Undoes it; calling it again does nothing. */
  add(name: string, listener: Listener): () => void;
  /** Calls all of a name. What one of them throws is reported as uncaught, and keeps no other from being called. */
  call(name: string, ...args: unknown[]): void;
}

/** Makes an empty list of listeners. */
export function createListeners(): Listeners {
  const byName = new Map<string, Set<[Listener]>>();
  return {
    add: (name, listener) => {
      const entry: [Listener] = [listener];
      const entries = byName.get(name) ?? new Set();
      byName.set(name, entries.add(entry));
      return () => {
        entries.delete(entry);
      };
    },
    call: (name, ...args) => {
      for (const [listener] of [...(byName.get(name) ?? [])]) {
        try {
          listener(...args);
        } catch (error) {
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    },
  };
}
