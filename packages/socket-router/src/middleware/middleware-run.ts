import { ignore, settledOnce } from "@carillon/socket-contract/server";
import type { Gate } from "@carillon/socket-contract/server";
import type { Server, Socket } from "socket.io";
import type { AsyncReply, Call, Step } from "../dispatch/call.js";
import { droppedEvent } from "../dispatch/dropped-event.js";
import type { Middleware, MiddlewareCall } from "./middleware.js";
import { misused, rejected } from "./rejections.js";

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
  /** The middleware that `inner` runs, where it is one. */
  readonly innerLayer: Layer | undefined;
}

/** Stands for what `next()` gave before it is called; no middleware can return it. */
const notCalled: unique symbol = Symbol("next() was not called");

/**
 * One event in one middleware: what the middleware is called with, and what became of its `next()`.
 *
 * One small object and bound functions, since thousands of them wait at a time: closures over a context cost the garbage
 * collector several times as much. The public fields are own ones, so that `{ ...call }` has them.
 */
export class MiddlewareRun implements MiddlewareCall, AsyncReply {
  declare readonly socket: Socket;
  declare readonly payload: unknown;
  declare readonly context: Call;
  declare readonly io: Server;
  declare readonly next: () => unknown;
  readonly #layer: Layer;
  /** What `next()` gave, or the asynchronous middleware that gave it; the reply, once it is known. */
  #downstream: unknown = notCalled;
  /** What this middleware, if it is asynchronous, gives to the one around it, until its reply is known. */
  #promise: Promise<unknown> | undefined = undefined;

  private constructor(layer: Layer, call: Call) {
    this.socket = call.socket;
    this.payload = call.payload;
    this.context = call;
    this.io = call.io;
    this.next = MiddlewareRun.#next.bind(this);
    this.#layer = layer;
  }

  /** Runs a middleware for an event. */
  static through(layer: Layer, call: Call): unknown {
    const run = new MiddlewareRun(layer, call);
    const value = layer.run(run);
    const downstream = run.#downstream;
    // What next() gave is on its way already: a middleware that returns it adds nothing to wait for.
    if (value === downstream) return value;
    if (downstream instanceof MiddlewareRun && (value === undefined || value === downstream.#promise))
      return downstream.#promise;
    if (value === undefined) {
      if (downstream === notCalled) throw endedEarly(layer);
      return downstream;
    }
    const settled = settledOnce(value);
    if (!(settled instanceof Promise)) return settled;
    call.latestReply = run;
    return (run.#promise = settled.then(MiddlewareRun.#finish.bind(run), MiddlewareRun.#fail.bind(run)));
  }

  /** Whether a value is the promise of its reply. */
  isPromisedBy(value: unknown): boolean {
    return value !== undefined && value === this.#promise;
  }

  static #next(this: MiddlewareRun, refusal?: unknown): unknown {
    const call = this.context;
    const layer = this.#layer;
    if (this.#downstream !== notCalled) {
      return misused(call, new Error(`Middleware "${layer.name}" called next() twice.`));
    }
    this.#downstream = undefined;
    // Nothing runs behind a deadline or a disconnect, nor behind the next(error) that Express knows.
    if (call.settled) return (this.#downstream = rejected(droppedEvent));
    if (refusal) return (this.#downstream = misused(call, refusal));
    try {
      const { innerLayer } = layer;
      const reply = innerLayer === undefined ? layer.inner(call) : MiddlewareRun.through(innerLayer, call);
      const { latestReply } = call;
      this.#downstream = latestReply?.isPromisedBy(reply) === true ? latestReply : reply;
      return reply;
    } catch (error) {
      return (this.#downstream = rejected(error));
    }
  }

  /** An asynchronous middleware is done: with its own reply, or else with that of `next()`. */
  static #finish(this: MiddlewareRun, value: unknown): unknown {
    if (value !== undefined) return this.#succeed(value);
    const downstream = this.#downstream;
    if (downstream === notCalled) return MiddlewareRun.#fail.call(this, endedEarly(this.#layer));
    // What it gave is known, if it was waited for; handing on the promise would take the engine three turns.
    if (downstream instanceof MiddlewareRun) {
      const promise = downstream.#promise;
      return promise === undefined ? this.#succeed(downstream.#downstream) : this.#await(promise);
    }
    return downstream instanceof Promise ? this.#await(downstream) : this.#succeed(downstream);
  }

  #succeed(value: unknown): unknown {
    // What the middleware behind it held is free, although this one may wait for long.
    this.#downstream = value;
    this.#promise = undefined;
    this.#end();
    const call = this.context;
    if (this === call.finalReply) call.host.succeed(call, value);
    return value;
  }

  static #fail(this: MiddlewareRun, error: unknown): never {
    // The middleware around may not wait for it, which must not crash the process.
    this.#promise?.then(undefined, ignore);
    this.#end();
    const call = this.context;
    if (this === call.finalReply) call.host.fail(call, error);
    throw error;
  }

  #end(): void {
    const call = this.context;
    if (this !== call.admittedReply) return;
    call.admittedReply = undefined;
    call.admission?.end();
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
