import { getSocketManager } from "./manager/current-manager.js";
import { nearestName, UsageError } from "@carillon/socket-contract/server";
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
export const Route: RouteFacade = lateBound<RouteFacade>("Route", () => getSocketManager().route);

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
export const Socket: SocketFacade = lateBound<SocketFacade>("Socket", () => getSocketManager());

/** The log of the current manager, scrubbed of tokens. */
export const log: Log = createLog(() => getSocketManager().logger);

/** What to write instead of a method that is on the other facade, or is Socket.IO's. */
const hints: Readonly<Record<string, string>> = {
  "Socket.on":
    'write Route.socket("event", handler) for what clients send, or Socket.io().on("connection", ...) for Socket.IO\'s own.',
  "Socket.socket": 'write Route.socket("event", handler).',
  "Socket.channel": 'write Route.channel("orders.{orderId}", rule).',
  "Socket.join": 'write await socket.joinRoom("room") in a handler.',
  "Route.on": 'write Route.socket("event", handler).',
  "Route.use": "write Socket.use(middleware) for handshakes, or a group's middleware for events.",
  "Route.attach": "write Socket.attach(server).",
};

/** Tools ask objects for all kinds of keys; only a longer one that is nearly a method is a mistake. */
function checkMethod(name: string, key: string, object: object): void {
  if (key.length < 4 || key in object) return;
  const nearest = nearestName(key, methodsOf(object));
  if (nearest === undefined) return;
  throw new UsageError("E_FACADE_METHOD", `There is no ${name}.${key}; did you mean ${name}.${nearest}?`);
}

function methodsOf(object: object): string[] {
  const names: string[] = [];
  for (
    let each: object | null = object;
    each !== Object.prototype && each;
    each = Object.getPrototypeOf(each) as object | null
  )
    names.push(...Object.getOwnPropertyNames(each));
  return names.filter((name) => name.length > 2 && name !== "constructor");
}

/** An object that looks up its target at each use. */
function lateBound<Facade extends object>(name: "Route" | "Socket", target: () => Facade): Facade {
  // What Node's console.log asks an object for; it asks what is behind a proxy.
  const shown = {
    [Symbol.for("nodejs.util.inspect.custom")]: () => `[the facade ${name}, of the current SocketManager]`,
  };
  return new Proxy(shown as unknown as Facade, {
    get(_facade, key) {
      const object = target();
      const value: unknown = Reflect.get(object, key, object);
      const hint = value === undefined ? hints[`${name}.${String(key)}`] : undefined;
      if (hint !== undefined) {
        throw new UsageError("E_FACADE_METHOD", `There is no ${name}.${String(key)}: ${hint}`);
      }
      if (value === undefined && typeof key === "string") checkMethod(name, key, object);
      return typeof value === "function" ? (value.bind(object) as unknown) : value;
    },
    has: (_facade, key) => key in target(),
    set(_facade, key) {
      throw new UsageError(
        "E_FACADE_REPLACED",
        `A facade's "${String(key)}" cannot be replaced; use setSocketManager for another manager.`,
      );
    },
  });
}
