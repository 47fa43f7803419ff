import { UsageError } from "@carillon/socket-contract/server";
import { SocketManager } from "./socket-manager.js";
import type { SocketsConfig } from "../config/sockets-config.js";

/** The one piece of process-wide state in Carillon. */
let current = new SocketManager();

/** Finds the manager of the code that runs, where several serve one process. */
let scoped: (() => SocketManager | undefined) | undefined;

/** The manager that `Route` and `Socket` speak to now. */
export function getSocketManager(): SocketManager {
  return scoped?.() ?? current;
}

/**
 * Makes the current manager depend on the code that asks. For the testing kit, whose tests and nodes have a manager each.
 *
 * @param find - Called at each use of `Route` and `Socket`; `undefined` for the current manager.
 * @returns Undoes it.
 */
export function scopeSocketManagers(find: () => SocketManager | undefined): () => void {
  scoped = find;
  return () => {
    scoped = undefined;
  };
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
  getSocketManager().configure(config);
}
