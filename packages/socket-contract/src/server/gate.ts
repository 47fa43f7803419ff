import type { MaybePromise } from "./maybe-promise.js";

/** Where a middleware carries its gate. A registered symbol, so that every package and copy reads the same place. */
const gateKey: unique symbol = Symbol.for("carillon.gate") as never;

/** An event that a {@link Gate} admitted, until its handler is done. */
export interface Admission {
  /** The handler is done, or has failed. Called once. */
  end(): void;
}

/**
 * What a middleware does that only admits or refuses: it changes no reply, and so needs neither a `next` of its own nor a
 * promise around the handler's.
 */
export interface Gate {
  /**
   * Asks whether an event may go on.
   *
   * @param socket - The socket that sent it.
   * @param context - One object per event, so that an event asks once; `undefined` asks each time.
   * @returns Nothing where it is known at once that it may, or a promise of that.
   * @throws What the event is refused with; the promise rejects with the same.
   */
  check(socket: object, context: object | undefined): MaybePromise<void>;
  /**
   * Admits an event, right behind its check.
   *
   * @throws What the event is refused with.
   */
  admit(socket: object): Admission;
}

/**
 * Gives a middleware its gate, which a router may ask instead of calling the middleware.
 *
 * @param middleware - Does the same where it is called.
 * @returns The middleware itself.
 */
export function withGate<Middleware extends object>(middleware: Middleware, gate: Gate): Middleware {
  return Object.defineProperty(middleware, gateKey, { value: gate });
}

/**
 * The gate of a middleware.
 *
 * @param middleware - A function or an object.
 * @returns `undefined` for a middleware that must be called.
 */
export function gateOf(middleware: unknown): Gate | undefined {
  return (middleware as { readonly [gateKey]?: Gate } | null | undefined)?.[gateKey];
}
