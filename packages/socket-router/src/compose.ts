import type { Call } from "./call.js";
import { droppedEvent } from "./dropped-event.js";
import { ignore, isThenable, settledOnce } from "./thenable.js";
import type { Middleware } from "./types.js";

/** One leg of an event's way. Returns the reply or a promise of it, or throws. */
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
  return middleware.reduceRight<Step>((inner, outer) => layer(outer, inner), last);
}

function layer({ name, run }: NamedMiddleware, inner: Step): Step {
  return function runLayer(call) {
    let called = false;
    let downstream: unknown;

    function next(refusal?: unknown): unknown {
      if (called) return misused(call, new Error(`Middleware "${name}" called next() twice.`));
      called = true;
      // Nothing runs behind a deadline or a disconnect, nor behind the next(error) that Express knows.
      if (call.settled) return (downstream = rejected(droppedEvent));
      if (refusal) return (downstream = misused(call, refusal));
      try {
        downstream = inner(call);
        if (isThenable(downstream)) guard(call, downstream);
      } catch (error) {
        downstream = rejected(error);
      }
      return downstream;
    }

    function finish(value: unknown): unknown {
      if (value !== undefined) return value;
      if (called) return downstream;
      throw new Error(
        `Middleware "${name}" ended without next(): await or return next(), throw to refuse, or return a reply.`,
      );
    }

    const value = settledOnce(
      run({ socket: call.socket, payload: call.payload, context: call, io: call.io, next }),
    );
    // What next() gave is on its way already: a middleware that returns it adds nothing to wait for.
    if (value !== undefined && value === downstream) return value;
    return value instanceof Promise ? value.then(finish) : finish(value);
  };
}

/**
 * Keeps a middleware that does not await `next()` from crashing the process with what the handler throws. Once for each
 * promise: layers that hand it on share it.
 */
function guard(call: Call, downstream: PromiseLike<unknown>): void {
  if (call.guarded === downstream) return;
  call.guarded = downstream;
  downstream.then(undefined, ignore);
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
