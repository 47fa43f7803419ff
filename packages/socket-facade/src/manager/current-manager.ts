import { UsageError } from "@carillon/socket-contract/server";
import { SocketManager } from "./socket-manager.js";
import type { SocketsConfig } from "../config/sockets-config.js";

/** The one piece of process-wide state in Carillon. */
let current = new SocketManager();

/** The manager that `Route` and `Socket` speak to now. */
export function getSocketManager(): SocketManager {
  return current;
}

/**
 * Makes `Route` and `Socket` speak to another manager. A new one starts from nothing: no routes, no guards.
 *
 * @param manager - Such as `new SocketManager()`.
 * @returns The manager before, to restore it.
 * @throws UsageError `E_SOCKET_MANAGER` for anything that is no manager.
 */
export function setSocketManager(manager: SocketManager): SocketManager {
  if (!(manager instanceof SocketManager)) {
    throw new UsageError(
      "E_SOCKET_MANAGER",
      "setSocketManager takes a SocketManager: setSocketManager(new SocketManager()).",
    );
  }
  const before = current;
  current = manager;
  return before;
}

/**
 * Configures the current manager.
 *
 * @param config - See `SocketsConfig`.
 * @throws UsageError for an unknown key or a wrong value, naming it.
 */
export function setSocketsConfig(config: SocketsConfig): void {
  current.configure(config);
}
