import { getSocketManager } from "./manager/current-manager.js";
import { createLog } from "./log.js";
import type { Log } from "./log.js";
import type { RealtimeRoutes } from "./routes/realtime-routes.js";
import type { SocketManager } from "./manager/socket-manager.js";

/** What the facade `Route` offers. */
export type RouteFacade = Omit<
  RealtimeRoutes,
  "attach" | "configure" | "seal" | "channels" | "drain" | "detach" | "notifiedNamespaces"
>;

/** What the facade `Socket` offers. */
export type SocketFacade = Omit<SocketManager, "route" | "configure" | "logger">;

/**
 * Registers routes on the current manager.
 *
 * @example
 * ```ts
 * import { Route } from "@carillon/socket-facade";
 *
 * Route.socket("ping", () => "pong");
 * ```
 * @see The seed document, "Route.socket and Route.socketGroup".
 */
export const Route: RouteFacade = lateBound<RouteFacade>(() => getSocketManager().route);

/**
 * Attaches, authenticates and broadcasts through the current manager.
 *
 * @example
 * ```ts
 * import { Socket } from "@carillon/socket-facade";
 *
 * Socket.attach(3000);
 * await Socket.broadcast("orders.123", "order:updated", { id: 123 });
 * ```
 * @see The seed document, "Rooms and Channels".
 */
export const Socket: SocketFacade = lateBound<SocketFacade>(() => getSocketManager());

/** The log of the current manager, scrubbed of tokens. */
export const log: Log = createLog(() => getSocketManager().logger);

/** An object that looks up its target at each use. */
function lateBound<Facade extends object>(target: () => Facade): Facade {
  return new Proxy({} as Facade, {
    get(_facade, key) {
      const object = target();
      const value: unknown = Reflect.get(object, key, object);
      return typeof value === "function" ? (value.bind(object) as unknown) : value;
    },
    has: (_facade, key) => key in target(),
    set(_facade, key) {
      throw new TypeError(
        `A facade's "${String(key)}" cannot be replaced; use setSocketManager for another manager.`,
      );
    },
  });
}
