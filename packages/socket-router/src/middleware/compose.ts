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
  let inner = guarded(last);
  // The layer that `inner` runs, where it is one: a middleware goes straight to the one behind it.
  let layer: Layer | undefined;
  for (const { name, run, gate } of middleware.toReversed()) {
    if (gate === undefined) {
      layer = { name, run, inner, innerLayer: layer };
      inner = runLayer(layer);
    } else {
      layer = undefined;
      inner = behindGate(gate, inner);
    }
  }
  return inner;
}

function runLayer(layer: Layer): Step {
  return function runMiddleware(call) {
    return MiddlewareRun.through(layer, call);
  };
}

/** Keeps a middleware that does not wait for `next()` from crashing the process with what the handler throws. */
function guarded(last: Step): Step {
  return function runGuarded(call) {
    const reply = last(call);
    if (reply instanceof Promise) reply.then(undefined, ignore);
    return reply;
  };
}
