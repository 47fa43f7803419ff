import { MemoryPresenceStore } from "@carillon/socket-rooms";
import type { PresenceSession, PresenceStore, PresenceWatcher } from "@carillon/socket-rooms";
import type { Clock } from "@carillon/socket-contract/server";
import { currentScope } from "./scope.js";
import type { Scope } from "./scope.js";

/** How long a killed node is taken to be alive, in milliseconds: as Redis keeps the presence of a node by default. */
export const leaseMs = 15_000;

/** Presence of all nodes of one test, in memory. What a killed node wrote stays until its lease has ended. */
export class LeasedPresence implements PresenceStore {
  readonly #store = new MemoryPresenceStore();
  readonly #sessions = new Map<Scope | undefined, Set<PresenceSession>>();

  open(watcher: PresenceWatcher): PresenceSession {
    const node = currentScope();
    const isAlive = (): boolean => node?.isOver !== true;
    const session = this.#store.open({
      put: (...change) => void (isAlive() && watcher.put(...change)),
      remove: (...change) => void (isAlive() && watcher.remove(...change)),
      alive: (nodes) => void (isAlive() && watcher.alive(nodes)),
      missed: (nodes) => void (isAlive() && watcher.missed(nodes)),
      all: () => watcher.all(),
    });
    this.#sessions.set(node, (this.#sessions.get(node) ?? new Set()).add(session));
    return {
      node: session.node,
      put: (...entry) => void (isAlive() && session.put(...entry)),
      remove: (...entry) => void (isAlive() && session.remove(...entry)),
      list: (room) => session.list(room),
      close: () => (isAlive() ? session.close() : undefined),
    };
  }

  /** A node was killed: its lease begins to run out. */
  killed(node: Scope, clock: Clock): void {
    clock.setTimeout(() => {
      for (const session of this.#sessions.get(node) ?? []) void session.close();
    }, leaseMs);
  }
}
