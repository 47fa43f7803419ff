import type { Server, Socket } from "socket.io";
import type { Call } from "./call.js";
import type { EventContext } from "./context.js";
import { droppedEvent } from "./dropped-event.js";
import { ignore, settledOnce } from "@carillon/socket-contract/server";
import type { Middleware, MiddlewareCall } from "./types.js";

/** One leg of an event's way. Returns the reply or a `Promise` of it (no other thenable), or throws. */
export type Step = (call: Call) => unknown;

/** A middleware and the name by which a developer finds it. */
export interface NamedMiddleware {
  readonly name: string;
  readonly run: Middleware;
}

/**
 * Puts middleware around the last step, once, when the route is compiled.
 *
 * Nothing is awaited where nothing is asynchronous: a chain of synchronous middleware and a synchronous handler answers in
 * the same tick.
 */
export function compose(middleware: readonly NamedMiddleware[], last: Step): Step {
  if (middleware.length === 0) return last;
  return middleware.reduceRight<Step>((inner, { name, run }) => {
    const layer: Layer = { name, run, inner };
    return function runLayer(call) {
      return Passage.through(layer, call);
    };
  }, guarded(last));
}

/** A middleware, and what its `next()` runs. */
interface Layer extends NamedMiddleware {
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
class Passage implements MiddlewareCall {
  declare readonly socket: Socket;
  declare readonly payload: unknown;
  declare readonly context: EventContext;
  declare readonly io: Server;
  declare readonly next: () => unknown;
  readonly #layer: Layer;
  readonly #call: Call;
  /** What `next()` gave. */
  #downstream: unknown = notCalled;
  /** What an asynchronous middleware gives to the one around it. */
  #reply: Promise<unknown> | undefined;

  private constructor(layer: Layer, call: Call) {
    this.socket = call.socket;
    this.payload = call.payload;
    this.context = call;
    this.io = call.io;
    this.next = Passage.#next.bind(this);
    this.#layer = layer;
    this.#call = call;
  }

  /** Runs a middleware for an event. */
  static through(layer: Layer, call: Call): unknown {
    const passage = new Passage(layer, call);
    const value = layer.run(passage);
    const downstream = passage.#downstream;
    // What next() gave is on its way already: a middleware that returns it adds nothing to wait for.
    if (value === downstream) return value;
    if (value === undefined) {
      if (downstream === notCalled) throw endedEarly(layer);
      return downstream;
    }
    const settled = settledOnce(value);
    if (!(settled instanceof Promise)) return settled;
    return (call.relay = passage.#reply =
      settled.then(Passage.#finish.bind(passage), Passage.#fail.bind(passage)));
  }

  static #next(this: Passage, refusal?: unknown): unknown {
    const call = this.#call;
    if (this.#downstream !== notCalled) {
      return misused(call, new Error(`Middleware "${this.#layer.name}" called next() twice.`));
    }
    this.#downstream = undefined;
    // Nothing runs behind a deadline or a disconnect, nor behind the next(error) that Express knows.
    if (call.settled) return (this.#downstream = rejected(droppedEvent));
    if (refusal) return (this.#downstream = misused(call, refusal));
    try {
      return (this.#downstream = this.#layer.inner(call));
    } catch (error) {
      return (this.#downstream = rejected(error));
    }
  }

  /** An asynchronous middleware is done: with its own reply, or else with that of `next()`. */
  static #finish(this: Passage, value: unknown): unknown {
    const call = this.#call;
    let reply = value;
    if (value === undefined) {
      const downstream = this.#downstream;
      if (downstream === notCalled) return Passage.#fail.call(this, endedEarly(this.#layer));
      // What it gave is known, if it was waited for; handing on the promise would take the engine three turns.
      if (downstream !== undefined && downstream === call.relayed) reply = call.relayedReply;
      else if (downstream instanceof Promise) return Passage.#await.call(this, downstream);
      else reply = downstream;
    }
    call.relayed = this.#reply;
    call.relayedReply = reply;
    if (this.#reply === call.final) call.connection.succeed(call, reply);
    return reply;
  }

  static #fail(this: Passage, error: unknown): never {
    const call = this.#call;
    // The middleware around may not wait for it, which must not crash the process.
    this.#reply?.then(undefined, ignore);
    if (this.#reply === call.final) call.connection.fail(call, error);
    throw error;
  }

  /** The middleware did not wait for `next()` and gave no reply of its own. */
  static async #await(this: Passage, downstream: Promise<unknown>): Promise<unknown> {
    const call = this.#call;
    try {
      const reply = await downstream;
      if (this.#reply === call.final) call.connection.succeed(call, reply);
      return reply;
    } catch (error) {
      return Passage.#fail.call(this, error);
    }
  }
}

function endedEarly({ name }: NamedMiddleware): Error {
  return new Error(
    `Middleware "${name}" ended without next(): await or return next(), throw to refuse, or return a reply.`,
  );
}

/** Keeps a middleware that does not wait for `next()` from crashing the process with what the handler throws. */
function guarded(last: Step): Step {
  return function runGuarded(call) {
    const reply = last(call);
    if (reply instanceof Promise) reply.then(undefined, ignore);
    return reply;
  };
}

/** Fails the call, whatever else becomes of it; returned rather than thrown, so that no timer callback can crash. */
function misused(call: Call, fault: unknown): Promise<never> {
  call.fault ??= fault;
  return rejected(fault);
}

/** A rejection that is an error for whoever awaits it and harmless for whoever does not. */
function rejected(error: unknown): Promise<never> {
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- handlers may throw anything
  const rejection = Promise.reject(error);
  rejection.catch(ignore);
  return rejection;
}
