import type { RealtimeRoutes } from "./realtime-routes.js";
import { SocketManager } from "./socket-manager.js";
import type { SocketsConfig } from "./sockets-config.js";

/** One layer by itself, with its own facades. */
export interface Realtime {
  /** As `Route`, for this layer. */
  readonly route: RealtimeRoutes;
  /** As `Socket`, for this layer. */
  readonly socket: SocketManager;
  /** For `setSocketManager`. */
  readonly manager: SocketManager;
}

/**
 * Creates a layer that shares nothing with the current manager: a second server in one process, or a test.
 *
 * @param config - See `SocketsConfig`.
 * @throws TypeError for a wrong configuration, naming the key.
 */
export function createRealtime(config?: SocketsConfig): Realtime {
  const manager = new SocketManager(config);
  return { route: manager.route, socket: manager, manager };
}
