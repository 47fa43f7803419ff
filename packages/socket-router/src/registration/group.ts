import {
  checkFunction,
  checkOptionKeys,
  ignore,
  isThenable,
  nearestName,
  UsageError,
} from "@carillon/socket-contract/server";
import { checkMiddleware } from "../middleware/middleware-registry.js";
import { checkSchema } from "./schema-checks.js";
import type { GroupOptions, NamespaceName, RouteDefinition, RouteOptions } from "./route.js";
import type { MiddlewareReference } from "../middleware/middleware.js";
import type { HandlerReference } from "./handler.js";

/** What the groups around a registration add up to. */
export interface GroupScope {
  readonly prefix: string;
  readonly namespace: NamespaceName;
  readonly middleware: readonly MiddlewareReference[];
  readonly auth: boolean | string;
  readonly timeoutMs: number | undefined;
  readonly limits: RouteDefinition["limits"];
  readonly idempotent: RouteDefinition["idempotent"];
  readonly lane: object | undefined;
}

/** Outside of any group. */
export const rootScope: GroupScope = Object.freeze({
  prefix: "",
  namespace: "/",
  middleware: [],
  auth: false,
  timeoutMs: undefined,
  limits: undefined,
  idempotent: false,
  lane: undefined,
});

const routeKeys = ["middleware", "auth", "timeoutMs", "limits", "ordering", "idempotent", "payload", "reply"];
const groupKeys = [
  "prefix",
  "namespace",
  "middleware",
  "auth",
  "timeoutMs",
  "limits",
  "ordering",
  "idempotent",
];

/**
 * The scope inside a group.
 *
 * @throws UsageError for an unknown or malformed option, naming it.
 */
export function enterGroup(outer: GroupScope, options: GroupOptions): GroupScope {
  checkOptions("Route.socketGroup", options, groupKeys);
  return {
    prefix: joinNames(outer.prefix, checkedPrefix(options.prefix)),
    namespace: checkedNamespace(options.namespace) ?? outer.namespace,
    ...narrow(outer, options),
  };
}

/**
 * Runs a group's callback.
 *
 * @throws UsageError for an asynchronous one, before it begins where that can be seen.
 */
export function runGroup<Route>(callback: (route: Route) => unknown, route: Route): void {
  checkFunction("Route.socketGroup", callback, "Route.socketGroup(options, (route) => { ... })");
  if (Object.prototype.toString.call(callback) === "[object AsyncFunction]") throw asynchronousGroup();
  const result = callback(route);
  if (!isThenable(result)) return;
  result.then(undefined, ignore);
  throw asynchronousGroup();
}

function asynchronousGroup(): UsageError {
  return new UsageError(
    "E_ASYNC_GROUP",
    "A group's callback is synchronous: routes registered after an await would fall outside of the group. " +
      "Load what you need first, then call Route.socketGroup.",
  );
}

/**
 * One route as the groups around it make it.
 *
 * @throws UsageError for an unknown or malformed option, naming it.
 */
export function defineRoute(
  scope: GroupScope,
  event: string,
  handler: HandlerReference,
  options: RouteOptions,
  source: string | undefined,
): RouteDefinition {
  checkOptions(`Route.socket("${event}")`, options, routeKeys);
  const { auth, ...merged } = narrow(scope, options);
  return {
    ...merged,
    event: joinNames(scope.prefix, event),
    namespace: scope.namespace,
    handler,
    middleware: auth === false ? merged.middleware : [guardName(auth), ...merged.middleware],
    payload: options.payload,
    reply: options.reply,
    builtIn: false,
    source,
  };
}

/** The options that routes and groups share, inner over outer. */
function narrow(outer: GroupScope, options: RouteOptions): Omit<GroupScope, "prefix" | "namespace"> {
  const own = options.middleware === undefined ? [] : [options.middleware].flat();
  for (const each of own) checkMiddleware(each);
  return {
    middleware: own.length === 0 ? outer.middleware : [...outer.middleware, ...own],
    auth: options.auth ?? outer.auth,
    timeoutMs: options.timeoutMs ?? outer.timeoutMs,
    limits: options.limits === undefined ? outer.limits : { ...outer.limits, ...options.limits },
    idempotent: options.idempotent ?? outer.idempotent,
    lane:
      options.ordering === undefined
        ? outer.lane
        : options.ordering === "serial"
          ? { serial: true }
          : undefined,
  };
}

function guardName(auth: true | string): string {
  return auth === true ? "auth:socket" : auth.startsWith("auth:") ? auth : `auth:${auth}`;
}

function joinNames(prefix: string, name: string): string {
  return prefix === "" ? name : `${prefix}:${name}`;
}

function checkedPrefix(prefix: unknown = ""): string {
  if (typeof prefix !== "string") {
    throw new UsageError(
      "E_BAD_PREFIX",
      `A group's prefix is a string such as "orders", not ${typeof prefix}.`,
    );
  }
  // "orders:" means "orders": the colon is added anyway.
  const trimmed = prefix.replace(/^:+|:+$/g, "");
  if (trimmed === "" && prefix !== "") {
    throw new UsageError(
      "E_BAD_PREFIX",
      `A group's prefix has a name in it, such as "orders"; "${prefix}" has none.`,
    );
  }
  return trimmed;
}

function checkedNamespace(namespace: unknown): NamespaceName | undefined {
  if (namespace === undefined || namespace instanceof RegExp) return namespace;
  if (typeof namespace !== "string" || namespace === "") {
    throw new UsageError("E_BAD_NAMESPACE", 'A group\'s namespace is a name such as "/admin" or a RegExp.');
  }
  return namespace.startsWith("/") ? namespace : `/${namespace}`;
}

function checkOptions(where: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new UsageError(
      "E_BAD_OPTION",
      `${where} takes its options as an object, e.g. { middleware: ["auth:socket"] }.`,
    );
  }
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const nearest = nearestName(key, known);
    throw new UsageError(
      "E_UNKNOWN_OPTION",
      `${where} has no option "${key}"${nearest ? `; did you mean "${nearest}"?` : `. Known: ${known.join(", ")}.`}`,
    );
  }
  const { timeoutMs, ordering, auth } = options as RouteOptions;
  if (timeoutMs !== undefined && !(Number.isFinite(timeoutMs) && timeoutMs >= 0)) {
    throw new UsageError(
      "E_BAD_OPTION",
      `${where}: timeoutMs is a number of milliseconds, 0 for none; got ${String(timeoutMs)}.`,
    );
  }
  if (ordering !== undefined && ordering !== "serial" && (ordering as string) !== "concurrent") {
    throw new UsageError(
      "E_BAD_OPTION",
      `${where}: ordering is "concurrent" or "serial"; got "${ordering as string}".`,
    );
  }
  if (auth !== undefined && typeof auth !== "boolean" && (typeof auth !== "string" || auth === "")) {
    throw new UsageError("E_BAD_OPTION", `${where}: auth is true, false or the name of a guard.`);
  }
  const { payload, reply, idempotent } = options as RouteOptions;
  if (idempotent !== undefined && typeof idempotent !== "boolean")
    checkOptionKeys(`${where}: idempotent`, idempotent, ["key", "ttlMs"]);
  checkSchema(`${where}: payload`, payload);
  checkSchema(`${where}: reply`, reply);
}
