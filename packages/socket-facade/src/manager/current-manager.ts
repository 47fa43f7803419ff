import { UsageError } from "@carillon/socket-contract/server";
import { scopedManager, scopeManagers } from "./scoped-manager.js";
import { SocketManager } from "./socket-manager.js";
import type { SocketsConfig } from "../config/sockets-config.js";

/** The one piece of process-wide state in Carillon. */
let current = new SocketManager();

/** The manager that `Route` and `Socket` speak to now. */
export function getSocketManager(): SocketManager {
  return scopedManager<SocketManager>(undefined) ?? current;
}

/**
 * Makes it depend on the code that asks which manager answers. For the testing kit, whose tests and nodes have a manager each.
 *
 * @param find - Called with `undefined` at each use of `Route` and `Socket`, and with the manager itself at each use of one, such as
 *   the `socket` of `createRealtime`. Returns the manager that answers; `undefined` for the current one, or the one that was asked.
 * @returns Undoes it.
 */
export function scopeSocketManagers(
  find: (asked: SocketManager | undefined) => SocketManager | undefined,
): () => void {
  return scopeManagers((asked) => find(asked as SocketManager | undefined));
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
