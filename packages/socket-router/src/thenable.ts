/**
 * Whether a value must be waited for. Reading `then` may throw on an exotic object: call it inside the guard.
 *
 * @param value - What a handler, a middleware or a schema returned.
 */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    value instanceof Promise ||
    (typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function")
  );
}

/** Does nothing; marks a rejection as seen where its consequence is dealt with elsewhere. */
export function ignore(): void {}
