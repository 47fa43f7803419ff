/**
 * Whether a value must be waited for. Reading `then` may throw on an exotic object: call it inside the guard.
 *
 * @param value - What a handler, a middleware or a schema returned.
 */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    value instanceof Promise ||
    (((typeof value === "object" && value !== null) || typeof value === "function") &&
      typeof (value as { then?: unknown }).then === "function")
  );
}

/**
 * Makes a promise of a thenable and leaves everything else as it is.
 *
 * A query builder runs its query each time that its `then` is called; a promise can be looked at more than once.
 *
 * @param value - What a handler or a middleware returned.
 */
export function settledOnce(value: unknown): unknown {
  return isThenable(value) && !(value instanceof Promise) ? Promise.resolve(value) : value;
}

/** Does nothing; marks a rejection as seen where its consequence is dealt with elsewhere. */
export function ignore(): undefined {
  return undefined;
}
