import { ignore, settledOnce } from "@carillon/socket-contract/server";
import type { Gate } from "@carillon/socket-contract/server";
import type { Server, Socket } from "socket.io";
import type { Call, Step } from "../dispatch/call.js";
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
export class MiddlewareRun implements MiddlewareCall {
  declare readonly socket: Socket;
  declare readonly payload: unknown;
  declare readonly context: Call;
  declare readonly io: Server;
  declare readonly next: () => unknown;
  readonly #layer: Layer;
  /** What `next()` gave. */
  #downstream: unknown = notCalled;
  /** What this middleware gives to the one around it, where it is asynchronous. */
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
    // What next() gave is on its way already: a middleware that returns it adds nothing to wait for.
    if (value === run.#downstream) return value;
    if (value === undefined) return run.#passedOn();
    const settled = settledOnce(value);
    if (!(settled instanceof Promise)) return settled;
    const promise = settled.then(MiddlewareRun.#finish.bind(run), MiddlewareRun.#fail.bind(run));
    run.#promise = promise;
    call.latestPromise = promise;
    return promise;
  }

  static #next(this: MiddlewareRun, refusal?: unknown): unknown {
    if (this.#downstream !== notCalled || this.context.settled || refusal) return this.#refuse(refusal);
    this.#downstream = undefined;
    const { inner, innerLayer } = this.#layer;
    let reply: unknown;
    try {
      reply =
        innerLayer === undefined ? inner(this.context) : MiddlewareRun.through(innerLayer, this.context);
    } catch (error) {
      reply = rejected(error);
    }
    this.#downstream = reply;
    return reply;
  }

  /** Runs nothing: behind a deadline or a disconnect, a second time, or for the next(error) that Express knows. */
  #refuse(refusal: unknown): unknown {
    const call = this.context;
    if (this.#downstream !== notCalled)
      return misused(call, new Error(`Middleware "${this.#layer.name}" called next() twice.`));
    return (this.#downstream = call.settled ? rejected(droppedEvent) : misused(call, refusal));
  }

  /** What `next()` gave, for a middleware that gave nothing of its own. */
  #passedOn(): unknown {
    if (this.#downstream !== notCalled) return this.#downstream;
    throw new Error(
      `Middleware "${this.#layer.name}" ended without next(): await or return next(), throw to refuse, or return a reply.`,
    );
  }

  /** An asynchronous middleware is done: with its own reply, or else with that of `next()`. */
  static #finish(this: MiddlewareRun, value: unknown): unknown {
    if (value !== undefined) return this.#succeed(value);
    const downstream = this.#downstream;
    const call = this.context;
    // What it gave is known, if it was waited for; handing on the promise would take the engine three turns.
    if (downstream === call.knownPromise) return this.#succeed(call.knownReply);
    if (downstream instanceof Promise || downstream === notCalled) return this.#await();
    return this.#succeed(downstream);
  }

  #succeed(reply: unknown): unknown {
    const call = this.context;
    const promise = this.#promise;
    call.knownPromise = promise;
    call.knownReply = reply;
    if (promise === call.admittedPromise) call.endAdmission();
    if (promise === call.finalPromise) call.host.succeed(call, reply);
    return reply;
  }

  static #fail(this: MiddlewareRun, error: unknown): never {
    const call = this.context;
    const promise = this.#promise;
    // The middleware around may not wait for it, which must not crash the process.
    promise?.then(undefined, ignore);
    if (promise === call.admittedPromise) call.endAdmission();
    if (promise === call.finalPromise) call.host.fail(call, error);
    throw error;
  }

  /** The middleware did not wait for `next()`, or never called it, and gave no reply of its own. */
  async #await(): Promise<unknown> {
    let reply: unknown;
    try {
      reply = await this.#passedOn();
    } catch (error) {
      return MiddlewareRun.#fail.call(this, error);
    }
    return this.#succeed(reply);
  }
}
