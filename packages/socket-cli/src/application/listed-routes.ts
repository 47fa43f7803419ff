import { relative } from "node:path";
import type { Application } from "./application.js";
import { handlerName, middlewareName } from "./handler-name.js";

/** A route as `route:list` shows it. */
export interface ListedRoute {
  readonly event: string;
  readonly namespace: string;
  /** `ChatSocketController.send`. */
  readonly handler: string;
  /** Without the guards. */
  readonly middleware: readonly string[];
  readonly guards: readonly string[];
  /** What declares its schemas; `null` where nothing does. */
  readonly schema: { readonly payload: SchemaOrigin; readonly reply: SchemaOrigin };
  /** Milliseconds until it is answered with `timeout`; 0 for never. */
  readonly timeoutMs: number | undefined;
  /** `file:line:column`, relative to the project. */
  readonly source: string | undefined;
}

/** Where a schema is declared. */
export type SchemaOrigin = "contract" | "route" | null;

/** The routes of an application, with the names that it wrote itself. */
export function listedRoutes({ root, routers, contract }: Application): ListedRoute[] {
  return routers
    .flatMap((router) => [...router.routes()])
    .map((route) => {
      const declared = contract?.client?.[route.event];
      const origin = (part: "payload" | "reply"): SchemaOrigin =>
        declared?.[part] !== undefined ? "contract" : route.schema?.[part] === true ? "route" : null;
      return {
        event: route.event,
        namespace: route.namespace,
        handler: handlerName(route),
        middleware: route.middleware.map(middlewareName),
        guards: [...route.guards],
        schema: { payload: origin("payload"), reply: origin("reply") },
        timeoutMs: route.timeoutMs,
        source: route.source === undefined ? undefined : relative(root, route.source),
      };
    });
}
