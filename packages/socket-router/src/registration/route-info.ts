import type { ContractDefinition, Schema } from "@carillon/socket-contract";
import { schemasOf } from "./compile-route.js";
import { middlewareName } from "../middleware/middleware-registry.js";
import { namespaceKey } from "./route.js";
import type { RouteDefinition } from "./route.js";
import type { HandlerReference } from "./handler.js";

/** A route as tools see it; see `router.routes()`. */
export interface RouteInfo {
  /** The event name, prefixes included. */
  readonly event: string;
  /** The namespace, or the source of a dynamic one's pattern; `"*"` for a reserved event, which every namespace has. */
  readonly namespace: string;
  /** What handles it: a function's name, `Controller@method`, `"(anonymous)"` or `"(built in)"`. */
  readonly handler: string;
  /** Names of its middleware, guards left out. */
  readonly middleware: readonly string[];
  /** Names of the guards that may let it pass: `"socket"`, `"api"`. */
  readonly guards: readonly string[];
  /** Whether a payload and a reply schema are declared. */
  readonly schema: { readonly payload: boolean; readonly reply: boolean };
  /** The schemas themselves: the route's own, else the contract's. */
  readonly schemas: { readonly payload: Schema | undefined; readonly reply: Schema | undefined };
  /** Milliseconds until it is answered with `timeout`; 0 for never. */
  readonly timeoutMs: number;
  /** `true` for a route whose answers are kept for repeated requests. */
  readonly idempotent?: true;
  /** Whether it answers a reserved event such as `channel:join`; see `router.builtIn`. */
  readonly builtIn: boolean;
  /** Where it was registered, as `file:line:column`, where the engine tells. */
  readonly source: string | undefined;
}

/** Describes a route for tools. */
export function describeRoute(
  definition: RouteDefinition,
  contract: ContractDefinition | undefined,
  defaultTimeoutMs: number,
): RouteInfo {
  const names = definition.middleware.map(middlewareName);
  const schemas = schemasOf(definition, definition.builtIn ? undefined : contract);
  return {
    event: definition.event,
    namespace: definition.builtIn ? "*" : namespaceKey(definition.namespace),
    handler: definition.builtIn ? "(built in)" : handlerName(definition.handler),
    middleware: names.filter((name) => !isGuard(name)),
    guards: names.filter(isGuard).flatMap((name) => name.slice("auth:".length).split(",")),
    schema: { payload: schemas.payload !== undefined, reply: schemas.reply !== undefined },
    schemas,
    timeoutMs: definition.timeoutMs ?? defaultTimeoutMs,
    ...(definition.idempotent !== false && { idempotent: true as const }),
    builtIn: definition.builtIn,
    source: definition.source,
  };
}

function isGuard(name: string): boolean {
  return name.startsWith("auth:");
}

function handlerName(handler: HandlerReference): string {
  if (typeof handler === "string") return handler;
  if (Array.isArray(handler)) return `${handlerName(handler[0] as HandlerReference)}@${String(handler[1])}`;
  if (typeof handler === "function") return handler.name || "(anonymous)";
  return (handler as { constructor?: { name?: string } }).constructor?.name ?? "(object)";
}
