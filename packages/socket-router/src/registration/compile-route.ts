import type { ContractDefinition } from "@carillon/socket-contract";
import { settledOnce, UsageError } from "@carillon/socket-contract/server";
import type { Call, CompiledRoute, Step } from "../dispatch/call.js";
import { idempotently } from "../idempotency/idempotency.js";
import type { IdempotencyStore } from "../idempotency/idempotency-store.js";
import { compose } from "../middleware/compose.js";
import type { MiddlewareRegistry } from "../middleware/middleware-registry.js";
import { limitPayload } from "../payloads/payload-limits.js";
import type { PayloadLimits } from "../payloads/payload-limits.js";
import { checkReply, validatePayload } from "../payloads/schemas.js";
import type { Controllers } from "./controllers.js";
import type { RouteDefinition } from "./route.js";

/** What a router knows when it compiles its routes. */
export interface CompileEnvironment {
  readonly controllers: Controllers;
  readonly middleware: MiddlewareRegistry;
  readonly contract: ContractDefinition | undefined;
  readonly timeoutMs: number;
  readonly limits: PayloadLimits | undefined;
  readonly validateReplies: boolean;
  readonly idempotencyStore: IdempotencyStore;
}

/**
 * Turns a definition into one function: limits, middleware, payload schema, middleware that decides by the payload,
 * idempotency, turn, handler, reply schema.
 *
 * @throws UsageError for an unknown controller, method or middleware, naming the route.
 */
export function compileRoute(definition: RouteDefinition, environment: CompileEnvironment): CompiledRoute {
  const { event, lane } = definition;
  const { name, handle } = named(event, () => environment.controllers.resolve(definition.handler));
  const schemas = schemasOf(definition, definition.builtIn ? undefined : environment.contract);
  const limits =
    environment.limits || definition.limits ? { ...environment.limits, ...definition.limits } : undefined;
  const middleware = definition.middleware.map((reference) =>
    named(event, () => environment.middleware.resolve(reference)),
  );
  const firstValidated = middleware.findIndex(({ afterValidation }) => afterValidation);
  const split = schemas.payload === undefined || firstValidated < 0 ? middleware.length : firstValidated;

  let step: Step = function runHandler(call: Call) {
    return settledOnce(handle(call.socket, call.payload, call, call.io));
  };
  if (schemas.reply && environment.validateReplies) step = checkReply(schemas.reply, step);
  step = inTurn(step);
  if (definition.idempotent !== false) {
    step = idempotently(definition.idempotent, environment.idempotencyStore, step);
  }
  step = compose(middleware.slice(split), step);
  if (schemas.payload) step = validatePayload(schemas.payload, step);
  step = compose(middleware.slice(0, split), step);
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
    return call.host.start(call, handler);
  };
}

/** Adds the route's name to what is wrong with it. */
function named<Value>(event: string, find: () => Value): Value {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(error.code, `Route "${event}": ${error.message}`, { cause: error });
  }
}
