import type { NodeStores } from "../attach/node-stores.js";
import type { ResolvedSocketsConfig } from "../config/sockets-config.js";
import type { AnyRoutes } from "../routes/realtime-routes.js";

/** What is looked at. */
export interface InspectedParts {
  readonly config: ResolvedSocketsConfig;
  readonly route: AnyRoutes;
  readonly stores: NodeStores;
  /** Whether a connection middleware authenticates. */
  readonly isAuthInstalled: boolean;
  /** Whether guards, or that they are required, were configured. */
  readonly isAuthConfigured: boolean;
}

/** What the application uses and each node keeps in its own memory, while there are several; with the key that mends it. */
export function isHeldByOneNode({ config, route, stores, isAuthInstalled }: InspectedParts): string[] {
  const { adapter = "memory" } = stores.scale;
  if (adapter === "memory") return [];
  const routes = route.routes();
  const uses = {
    "what throttle counts (throttle)":
      stores.router.redis === undefined &&
      routes.some(({ middleware }) => middleware.some((name) => name.startsWith("throttle"))),
    "answers of idempotent routes (idempotencyStore)":
      stores.router.idempotencyStore === undefined && routes.some(({ idempotent }) => idempotent),
    "presence (rooms.presence)": stores.rooms.presence === undefined && route.channels.hasPresence,
    "history (rooms.history)": stores.rooms.history === undefined && route.channels.hasHistory,
    "revocations (auth.revocations)": stores.auth.revocations === undefined && isAuthInstalled,
    "notifications (notifications.store)":
      config.notifications.store === undefined && route.notifiedNamespaces.size > 0,
  };
  return Object.entries(uses).flatMap(([name, isUsed]) => (isUsed ? [name] : []));
}
