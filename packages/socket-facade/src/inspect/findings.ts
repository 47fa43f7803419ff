import { notificationEvents } from "@carillon/socket-notifications";
import type { RouteInfo } from "@carillon/socket-router";
import { isHeldByOneNode } from "./memory-stores.js";
import type { InspectedParts } from "./memory-stores.js";

/** Something about an application that is wrong, or looks so, before it runs. */
export interface Finding {
  /** Stable, such as `"GUARDS_NOT_INSTALLED"`; an error has the code of the `UsageError` that `attach` throws. */
  readonly code: string;
  /** `"error"` keeps the server from starting, `"warning"` is doubtful. */
  readonly severity: "error" | "warning";
  /** What is so, and what to write instead. */
  readonly message: string;
}

/** Most names in one message. */
const maxNames = 10;

/** What is doubtful about an application. */
export function warningsOf(parts: InspectedParts): Finding[] {
  return [...authWarnings(parts), ...contractWarnings(parts), ...scaleWarnings(parts)];
}

/** Without a connection middleware no client is ever recognised, and none is refused. */
function authWarnings({ route, isAuthInstalled, isAuthConfigured }: InspectedParts): Finding[] {
  if (isAuthInstalled) return [];
  const guarded = route.routes().filter(({ guards }) => guards.length > 0);
  if (guarded.length > 0) {
    return [
      warning(
        "GUARDS_NOT_INSTALLED",
        `These routes need a user, but nothing authenticates connections: ${names(guarded)}. ` +
          'Add Socket.use("auth:socket") before Socket.attach(server).',
      ),
    ];
  }
  if (!isAuthConfigured) return [];
  return [
    warning(
      "AUTH_NOT_INSTALLED",
      "auth is configured, but nothing authenticates connections, so that every client gets in. " +
        'Add Socket.use("auth:socket") before Socket.attach(server).',
    ),
  ];
}

function contractWarnings({ route, config }: InspectedParts): Finding[] {
  const declared = Object.keys(config.contract?.client ?? {});
  if (declared.length === 0) return [];
  const routes = route.routes();
  const events = new Set(routes.map(({ event }) => event));
  const known = new Set([...declared, ...notificationEvents, "*"]);
  const missing = declared.filter((event) => !events.has(event));
  const outside = routes.filter(({ event }) => !known.has(event));
  return [
    ...(missing.length === 0
      ? []
      : [
          warning(
            "CONTRACT_EVENT_WITHOUT_ROUTE",
            `The contract has client events without a route: ${listed(missing)}. ` +
              `Write Route.socket("${missing[0] ?? ""}", handler), or take them out of the contract.`,
          ),
        ]),
    ...(outside.length === 0
      ? []
      : [
          warning(
            "ROUTE_OUTSIDE_CONTRACT",
            `These routes are not in the contract: ${names(outside)}. ` +
              "Declare them under contract.client, so that clients know their types.",
          ),
        ]),
  ];
}

/** One warning for all stores that other nodes cannot see. */
function scaleWarnings(parts: InspectedParts): Finding[] {
  const held = isHeldByOneNode(parts);
  if (held.length === 0) return [];
  return [
    warning(
      "MEMORY_STORES",
      `With several nodes, these are still in the memory of each one: ${held.join(", ")}. ` +
        'Write redis: "redis://..." to keep them where all nodes see them.',
    ),
  ];
}

function warning(code: string, message: string): Finding {
  return { code, severity: "warning", message };
}

function names(routes: readonly RouteInfo[]): string {
  return listed(routes.map(({ event }) => event));
}

function listed(items: readonly string[]): string {
  const more = items.length - maxNames;
  const shown = items.slice(0, maxNames).map((item) => `"${item}"`);
  return shown.join(", ") + (more > 0 ? ` and ${String(more)} more` : "");
}
