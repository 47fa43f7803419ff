import { ignore } from "@carillon/socket-contract/server";
import type { Step } from "../dispatch/call.js";
import { behindGate } from "./gate-step.js";
import { MiddlewareRun } from "./middleware-run.js";
import type { Layer, NamedMiddleware } from "./middleware-run.js";

/**
 * Puts middleware around the last step, once, when the route is compiled.
 *
 * Nothing is awaited where nothing is asynchronous: a chain of synchronous middleware and a synchronous handler answers in
 * the same tick.
 */
export function compose(middleware: readonly NamedMiddleware[], last: Step): Step {
  if (middleware.length === 0) return last;
  return middleware.reduceRight<Step>((inner, { name, run, gate }) => {
    if (gate !== undefined) return behindGate(gate, inner);
    const layer: Layer = { name, run, inner };
    return function runLayer(call) {
      return MiddlewareRun.through(layer, call);
    };
  }, guarded(last));
}

/** Keeps a middleware that does not wait for `next()` from crashing the process with what the handler throws. */
function guarded(last: Step): Step {
  return function runGuarded(call) {
    const reply = last(call);
    if (reply instanceof Promise) reply.then(undefined, ignore);
    return reply;
  };
}
