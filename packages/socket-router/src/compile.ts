import type { ContractDefinition } from "@carillon/socket-contract";
import type { Call } from "./call.js";
import { compose } from "./compose.js";
import type { NamedMiddleware, Step } from "./compose.js";
import type { Controllers } from "./controllers.js";
import { idempotently } from "./idempotency.js";
import type { IdempotencyStore } from "./idempotency-store.js";
import { limitPayload } from "./limits.js";
import type { PayloadLimits } from "./limits.js";
import { middlewareName } from "./middlewares.js";
import type { Middlewares } from "./middlewares.js";
import type { RouteDefinition } from "./route.js";
import { settledOnce } from "@carillon/socket-contract/server";
import { checkReply, validatePayload } from "./validate.js";

/** A route as the dispatcher runs it. */
export interface CompiledRoute {
  readonly event: string;
  readonly handlerName: string;
  /** Milliseconds until `timeout`; 0 for never. */
  readonly timeoutMs: number;
  /** Calls with the same lane finish in order. */
  readonly lane: object | undefined;
  readonly run: Step;
}

/** What a router knows when it compiles its routes. */
export interface CompileEnvironment {
  readonly controllers: Controllers;
  readonly middlewares: Middlewares;
  readonly contract: ContractDefinition | undefined;
  readonly timeoutMs: number;
  readonly limits: PayloadLimits | undefined;
  readonly validateReplies: boolean;
  readonly idempotencyStore: IdempotencyStore;
}

/**
 * Turns a definition into one function: limits, middleware, idempotency, payload schema, turn, handler, reply schema.
 *
 * @throws TypeError for an unknown controller, method or middleware, naming the route.
 */
export function compileRoute(definition: RouteDefinition, environment: CompileEnvironment): CompiledRoute {
  const { event, lane } = definition;
  const { name, handle } = named(event, () => environment.controllers.resolve(definition.handler));
  const schemas = schemasOf(definition, definition.builtIn ? undefined : environment.contract);
  const limits =
    environment.limits || definition.limits ? { ...environment.limits, ...definition.limits } : undefined;

  let step: Step = function runHandler(call: Call) {
    return settledOnce(handle(call.socket, call.payload, call, call.io));
  };
  if (schemas.reply && environment.validateReplies) step = checkReply(schemas.reply, step);
  step = inTurn(step);
  if (schemas.payload) step = validatePayload(schemas.payload, step);
  if (definition.idempotent !== false) {
    step = idempotently(definition.idempotent, environment.idempotencyStore, step);
  }
  step = compose(
    definition.middleware.map((reference): NamedMiddleware => ({
      run: named(event, () => environment.middlewares.resolve(reference)),
      name: middlewareName(reference),
    })),
    step,
  );
  if (limits) step = limitPayload(limits, step);
  return {
    event,
    handlerName: name,
    timeoutMs: definition.timeoutMs ?? environment.timeoutMs,
    lane,
    run: step,
  };
}

/** The schemas of a route: its own, else the contract's. */
export function schemasOf(
  definition: Pick<RouteDefinition, "event" | "payload" | "reply">,
  contract: ContractDefinition | undefined,
): Pick<RouteDefinition, "payload" | "reply"> {
  const client = contract?.client;
  const declared = client && Object.hasOwn(client, definition.event) ? client[definition.event] : undefined;
  return { payload: definition.payload ?? declared?.payload, reply: definition.reply ?? declared?.reply };
}

function inTurn(handler: Step): Step {
  return function waitForTurn(call) {
    return call.connection.start(call, handler);
  };
}

/** Adds the route's name to what is wrong with it. */
function named<Value>(event: string, find: () => Value): Value {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new TypeError(`Route "${event}": ${error.message}`, { cause: error });
  }
}
