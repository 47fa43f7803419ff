import { ignore, settledOnce } from "@carillon/socket-contract/server";
import type { Admission, Gate } from "@carillon/socket-contract/server";
import type { Server, Socket } from "socket.io";
import type { AsyncReply, Call, Step } from "../dispatch/call.js";
import { droppedEvent } from "../dispatch/dropped-event.js";
import type { EventContext } from "../dispatch/event-context.js";
import type { Middleware, MiddlewareCall } from "./middleware.js";

/** A middleware and the name by which a developer finds it. */
export interface NamedMiddleware {
  readonly name: string;
  readonly run: Middleware;
  /** Whether the payload's schema runs ahead of it. */
  readonly afterValidation: boolean;
  /** Asked instead of running it, where it has one. */
  readonly gate?: Gate | undefined;
}

/** A middleware, and what its `next()` runs. */
export interface Layer extends Pick<NamedMiddleware, "name" | "run"> {
  readonly inner: Step;
}

/** Stands for what `next()` gave before it is called; no middleware can return it. */
const notCalled: unique symbol = Symbol("next() was not called");
/**
 * One event in one middleware: what the middleware is called with, and what became of its `next()`.
 *
 * One object and bound functions, since thousands of them wait at a time: closures over a context cost the garbage
 * collector several times as much. The public fields are own ones, so that `{ ...call }` has them.
 */
export class MiddlewareRun implements MiddlewareCall, AsyncReply {
  declare readonly socket: Socket;
  declare readonly payload: unknown;
  declare readonly context: EventContext;
  declare readonly io: Server;
  declare readonly next: () => unknown;
  readonly #layer: Layer;
  readonly #call: Call;
  /** What `next()` gave; the reply, once it is known. */
  #downstream: unknown = notCalled;
  /** The asynchronous middleware that gave it, if one did. */
  #inner: AsyncReply | undefined = undefined;
  /** What this middleware, if it is asynchronous, gives to the one around it, until its reply is known. */
  #promise: Promise<unknown> | undefined = undefined;
  /** What ends when the reply is known. */
  #admission: Admission | undefined = undefined;

  private constructor(layer: Layer, call: Call) {
    this.socket = call.socket;
    this.payload = call.payload;
    this.context = call;
    this.io = call.io;
    this.next = MiddlewareRun.#next.bind(this);
    this.#layer = layer;
    this.#call = call;
  }

  /** Runs a middleware for an event. */
  static through(layer: Layer, call: Call): unknown {
    const run = new MiddlewareRun(layer, call);
    const value = layer.run(run);
    const downstream = run.#downstream;
    // What next() gave is on its way already: a middleware that returns it adds nothing to wait for.
    if (value === downstream) return value;
    if (value === undefined) {
      if (downstream === notCalled) throw endedEarly(layer);
      return downstream;
    }
    const settled = settledOnce(value);
    if (!(settled instanceof Promise)) return settled;
    const promise = settled.then(MiddlewareRun.#finish.bind(run), MiddlewareRun.#fail.bind(run));
    run.#promise = promise;
    call.latestReply = run;
    return promise;
  }

  /** Whether a value is the promise of its reply. */
  isPromisedBy(value: unknown): boolean {
    return value !== undefined && value === this.#promise;
  }

  /** Whether the reply is known. */
  get isKnown(): boolean {
    return this.#promise === undefined;
  }

  /** The reply, once it is known. */
  get value(): unknown {
    return this.#downstream;
  }

  /**
   * Ends an admission when the reply is known.
   *
   * @returns `false` where it ends another one already.
   */
  onEnd(admission: Admission): boolean {
    if (this.#admission !== undefined) return false;
    this.#admission = admission;
    return true;
  }

  static #next(this: MiddlewareRun, refusal?: unknown): unknown {
    const call = this.#call;
    if (this.#downstream !== notCalled) {
      return misused(call, new Error(`Middleware "${this.#layer.name}" called next() twice.`));
    }
    this.#downstream = undefined;
    // Nothing runs behind a deadline or a disconnect, nor behind the next(error) that Express knows.
    if (call.settled) return (this.#downstream = rejected(droppedEvent));
    if (refusal) return (this.#downstream = misused(call, refusal));
    try {
      const downstream = this.#layer.inner(call);
      const { latestReply } = call;
      if (latestReply?.isPromisedBy(downstream) === true) this.#inner = latestReply;
      return (this.#downstream = downstream);
    } catch (error) {
      return (this.#downstream = rejected(error));
    }
  }

  /** An asynchronous middleware is done: with its own reply, or else with that of `next()`. */
  static #finish(this: MiddlewareRun, value: unknown): unknown {
    if (value !== undefined) return this.#succeed(value);
    const downstream = this.#downstream;
    if (downstream === notCalled) return MiddlewareRun.#fail.call(this, endedEarly(this.#layer));
    if (!(downstream instanceof Promise)) return this.#succeed(downstream);
    const inner = this.#inner;
    // What it gave is known, if it was waited for; handing on the promise would take the engine three turns.
    return inner?.isKnown === true ? this.#succeed(inner.value) : this.#await(downstream);
  }

  #succeed(value: unknown): unknown {
    const call = this.#call;
    this.#downstream = value;
    this.#promise = undefined;
    // What the middleware behind it held is free, although this one may wait for long.
    this.#inner = undefined;
    this.#admission?.end();
    if (this === call.finalReply) call.host.succeed(call, value);
    return value;
  }

  static #fail(this: MiddlewareRun, error: unknown): never {
    const call = this.#call;
    // The middleware around may not wait for it, which must not crash the process.
    this.#promise?.then(undefined, ignore);
    this.#admission?.end();
    if (this === call.finalReply) call.host.fail(call, error);
    throw error;
  }

  /** The middleware did not wait for `next()` and gave no reply of its own. */
  async #await(downstream: Promise<unknown>): Promise<unknown> {
    let value: unknown;
    try {
      value = await downstream;
    } catch (error) {
      return MiddlewareRun.#fail.call(this, error);
    }
    return this.#succeed(value);
  }
}

function endedEarly({ name }: Layer): Error {
  return new Error(
    `Middleware "${name}" ended without next(): await or return next(), throw to refuse, or return a reply.`,
  );
}

/** Fails the call, whatever else becomes of it; returned rather than thrown, so that no timer callback can crash. */
function misused(call: Call, fault: unknown): Promise<never> {
  call.fault ??= fault;
  return rejected(fault);
}

/** A rejection that is an error where it is awaited and harmless where it is not. */
function rejected(error: unknown): Promise<never> {
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- handlers may throw anything
  const rejection = Promise.reject(error);
  rejection.catch(ignore);
  return rejection;
}
