import type { PresenceEntry, PresenceSession, PresenceStore, PresenceWatcher } from "./presence-store.js";

/** Keeps presence in memory: for one process, also with several servers in it. */
export class MemoryPresenceStore implements PresenceStore {
  readonly #rooms = new Map<string, Map<string, PresenceEntry>>();
  readonly #watchers = new Map<string, PresenceWatcher>();

  open(watcher: PresenceWatcher): PresenceSession {
    const node = crypto.randomUUID();
    this.#watchers.set(node, watcher);
    return {
      node,
      put: (room, entry) => {
        const entries = this.#rooms.get(room) ?? new Map<string, PresenceEntry>();
        this.#rooms.set(room, entries.set(entry.ref, entry));
        this.#tellOthers(node, (other) => {
          other.put(room, entry);
        });
      },
      remove: (room, ref) => {
        this.#forget(room, ref);
        this.#tellOthers(node, (other) => {
          other.remove(room, ref);
        });
      },
      list: (room) => [...(this.#rooms.get(room)?.values() ?? [])],
      close: () => {
        this.#close(node);
      },
    };
  }

  #forget(room: string, ref: string): void {
    const entries = this.#rooms.get(room);
    entries?.delete(ref);
    if (entries?.size === 0) this.#rooms.delete(room);
  }

  #close(node: string): void {
    this.#watchers.delete(node);
    for (const [room, entries] of this.#rooms) {
      for (const entry of entries.values()) {
        if (entry.node === node) this.#forget(room, entry.ref);
      }
    }
    for (const watcher of this.#watchers.values()) watcher.alive(new Set(this.#watchers.keys()));
  }

  #tellOthers(node: string, tell: (watcher: PresenceWatcher) => void): void {
    for (const [other, watcher] of this.#watchers) {
      if (other !== node) tell(watcher);
    }
  }
}
