import type { Server } from "socket.io";
import { shareHeaders } from "./shared-headers.js";
import { dropUpgradeListeners, listenerCompactor, overWebSocket } from "./socket-io-internals.js";
import type { KeptConnection } from "./socket-io-internals.js";

// What is emitted once is given to its listener without the function that `once` puts around it.
const compactTransport = listenerCompactor("error", "close");
const compactWebSocket = listenerCompactor("close");
const compactEngineSocket = listenerCompactor("close");
const compactSocket = listenerCompactor();

/**
 * Makes each connection of a server keep less memory while it is open.
 *
 * Tables of listeners are kept as short as they are, equal header strings are kept once for all connections, and listeners of
 * Engine.IO's that only an upgrade or polling needs are removed from WebSockets. Behaviour and bytes are the same.
 *
 * This reaches below the public interface of Engine.IO and Node's `EventEmitter`: what has another shape stays as it is.
 *
 * @param io - A server on an HTTP server; clients that are connected already are left alone.
 * @returns `false` where the server has no Engine.IO yet, because it does not listen.
 * @example
 * const io = new Server(httpServer, carillonEngine());
 * compactConnections(io);
 */
export function compactConnections(io: Server): boolean {
  const engine = (io as Partial<Server>).engine;
  if (typeof engine?.on !== "function") return false;
  if (engine.listeners("connection").includes(compactConnection)) return true;
  engine.on("connection", compactConnection);
  io.on("connection", compactSocket);
  io.on("new_namespace", (namespace) => {
    namespace.on("connection", compactSocket);
  });
  return true;
}

/** One function for all connections. */
function compactConnection(connection: KeptConnection): void {
  if (connection.request !== undefined) shareHeaders(connection.request);
  // Polling is what most clients begin with.
  if (connection.transport.name === "polling") connection.once("upgrade", compactUpgraded);
  else compactUpgraded.call(connection);
}

/** One function for all connections. */
function compactUpgraded(this: KeptConnection): void {
  const kept = overWebSocket(this);
  if (kept === undefined) return;
  dropUpgradeListeners(kept);
  compactTransport(kept.transport);
  compactWebSocket(kept.transport.socket);
  compactEngineSocket(kept);
  // An array that grew by `push` has room for 16 more.
  kept.cleanupFn = [...kept.cleanupFn];
}
