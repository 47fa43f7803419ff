/** Any function. */
export type Method = (...args: unknown[]) => unknown;

/** A function that never throws; what it would have thrown is ignored. */
export function shieldedFrom(listener: Method, ignore: (error: unknown) => void): Method {
  return function shield(this: unknown, ...args) {
    try {
      const result: unknown = listener.apply(this, args);
      if (result instanceof Promise) result.catch(ignore);
    } catch (error) {
      ignore(error);
    }
  };
}
