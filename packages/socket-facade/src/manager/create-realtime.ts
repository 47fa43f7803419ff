import type { ContractDefinition, RegisteredContract } from "@carillon/socket-contract";
import type { SocketsConfig } from "../config/sockets-config.js";
import type { RealtimeRoutes } from "../routes/realtime-routes.js";
import { SocketManager } from "./socket-manager.js";

/** One layer by itself, with its own facades. */
export interface Realtime<Contract extends ContractDefinition = RegisteredContract> {
  /** As `Route`, for this layer. */
  readonly route: RealtimeRoutes<Contract>;
  /** As `Socket`, for this layer; also for `setSocketManager`. */
  readonly socket: SocketManager<Contract>;
}

/**
 * Creates a layer that shares nothing with the current manager: a second server in one process, or a test.
 *
 * @param config - See `SocketsConfig`. Its `contract` types the layer.
 * @throws UsageError for a wrong configuration, naming the key.
 */
export function createRealtime<const Contract extends ContractDefinition = RegisteredContract>(
  config?: SocketsConfig & { readonly contract?: Contract },
): Realtime<Contract> {
  const socket = new SocketManager<Contract>(config);
  return { route: socket.route, socket };
}
