import type { Logger } from "@carillon/socket-scrub";
import type { Namespace, Socket } from "socket.io";
import { clock, isThenable, UsageError, withDeadline } from "@carillon/socket-contract/server";
import type { Timer } from "@carillon/socket-contract/server";
import type { FullPresenceOptions } from "./presence-options.js";
import { PresenceRoom, PresenceVersions } from "./presence-room.js";
import type { PresenceSnapshot } from "./presence-room.js";
import { roomKey } from "../joining/room-key.js";
import type { PresenceEntry, PresenceSession, PresenceStore, PresenceWatcher } from "./presence-store.js";
import { PresenceView } from "./presence-view.js";
import type { Member } from "./presence-view.js";

/** One user in one channel of one connection. */
export interface PresenceArrival {
  readonly socket: Socket;
  readonly channel: string;
  readonly userId: string;
  readonly info: object | null;
}

/** How long a join waits for a store that does not answer, before it goes on with what this node knows. */
const storeTimeoutMs = 2_000;

/** Who is in the channels that show their members, on this node and, by the store, on all others. */
export class Presence {
  readonly #store: PresenceStore;
  readonly #logger: Logger;
  readonly #rooms = new Map<string, PresenceRoom>();
  readonly #timers = new Map<string, Timer>();
  readonly #versions = new PresenceVersions();
  #isStoreAway = false;
  #opened: PresenceSession | undefined;

  constructor(store: PresenceStore, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
  }

  /** A connection joined a channel. */
  join({ socket, channel, userId, info }: PresenceArrival, options: FullPresenceOptions): void {
    const key = roomKey(socket.nsp, channel);
    const room = this.#rooms.get(key) ?? this.#openRoom(key, socket.nsp, channel, options);
    const since = room.view.member(userId)?.since ?? clock.now();
    this.#put(key, room, {
      ref: socket.id,
      node: this.#session.node,
      userId,
      info,
      since,
      at: nextTime(room, userId),
    });
    for (const entry of room.view.entriesOf(userId)) {
      if (entry.away === true && room.own.has(entry.ref)) this.#remove(key, entry.ref);
    }
  }

  /**
   * A connection left a channel.
   *
   * @param graceMs - How long its user is still shown, if this was the last connection; 0 for not at all.
   */
  leave(socket: Socket, channel: string, graceMs: number): void {
    const key = roomKey(socket.nsp, channel);
    const room = this.#rooms.get(key);
    const entry = room?.view.entry(socket.id);
    if (room === undefined || entry === undefined) return;
    const others = room.view.entriesOf(entry.userId).filter((other) => other !== entry);
    if (graceMs === 0 || others.some(({ away }) => away !== true)) {
      this.#remove(key, entry.ref);
      return;
    }
    this.#put(key, room, { ...entry, away: true });
    const leave = (): void => {
      this.#remove(key, entry.ref);
    };
    this.#timers.set(key + entry.ref, clock.setTimeout(leave, graceMs).unref());
  }

  /** Changes what the others see of the user behind a connection. */
  update(socket: Socket, channel: string, info: object): void {
    const key = roomKey(socket.nsp, channel);
    const room = this.#rooms.get(key);
    const entry = room?.view.entry(socket.id);
    if (room === undefined || entry === undefined) {
      throw new UsageError(
        "E_NOT_PRESENT",
        `The connection is not in "${channel}", or that channel has no presence; join it first, and give its rule \`presence: true\`.`,
      );
    }
    this.#put(key, room, { ...entry, info, at: nextTime(room, entry.userId) });
  }

  /** Resolves when this node knows who is in a room; at once where it does. */
  ready(nsp: Namespace, channel: string): Promise<void> | undefined {
    return this.#rooms.get(roomKey(nsp, channel))?.loading;
  }

  /** What a new member is told; later announcements start from there. */
  snapshot({ nsp, id }: Socket, channel: string, mode: "list" | "count"): PresenceSnapshot {
    const room = this.#rooms.get(roomKey(nsp, channel));
    if (room !== undefined) return room.snapshot(id);
    return { version: this.#versions.last, count: 0, ...(mode === "list" && { members: [] }) };
  }

  /** All members of a room now. Asks the store where none of them is on this node. */
  async list(nsp: Pick<Namespace, "name">, channel: string): Promise<Member[]> {
    const key = roomKey(nsp, channel);
    const room = this.#rooms.get(key);
    await room?.loading;
    if (room !== undefined) return [...room.view.members];
    const view = new PresenceView();
    for (const entry of await withDeadline(this.#session.list(key), storeTimeoutMs)) view.put(entry);
    return [...view.members];
  }

  /** Removes all entries of this node from the store. */
  async close(): Promise<void> {
    for (const timer of this.#timers.values()) clock.clearTimeout(timer);
    for (const room of this.#rooms.values()) room.close();
    this.#timers.clear();
    this.#rooms.clear();
    const session = this.#opened;
    this.#opened = undefined;
    await session?.close();
  }

  get #session(): PresenceSession {
    return (this.#opened ??= this.#store.open(this.#watcher));
  }

  readonly #watcher: PresenceWatcher = {
    put: (key, entry) => {
      this.#rooms.get(key)?.change((view) => {
        view.put(entry);
      });
    },
    remove: (key, ref) => {
      this.#rooms.get(key)?.change((view) => {
        view.remove(ref);
      });
    },
    alive: (nodes) => {
      const own = this.#session.node;
      for (const room of this.#rooms.values()) {
        const gone = [...room.view.entries].filter(({ node }) => node !== own && !nodes.has(node));
        if (gone.length === 0) continue;
        room.change((view) => {
          for (const { ref } of gone) view.remove(ref);
        });
      }
    },
    missed: (nodes) => {
      for (const [key, room] of this.#rooms) this.#load(key, room, nodes);
    },
    all: () => this.#own(),
  };

  *#own(): Iterable<readonly [string, PresenceEntry]> {
    for (const [key, room] of this.#rooms) {
      for (const ref of room.own) {
        const entry = room.view.entry(ref);
        if (entry !== undefined) yield [key, entry];
      }
    }
  }

  #openRoom(key: string, nsp: Namespace, channel: string, options: FullPresenceOptions): PresenceRoom {
    const room = new PresenceRoom(nsp, channel, options, {
      versions: this.#versions,
      logger: this.#logger,
    });
    this.#rooms.set(key, room);
    this.#load(key, room);
    return room;
  }

  /** Asks the store who is in a room. What happens there meanwhile is applied afterwards. */
  #load(key: string, room: PresenceRoom, only?: ReadonlySet<string>): void {
    if (room.loading !== undefined) {
      void room.loading.then(() => {
        this.#load(key, room, only);
      });
      return;
    }
    const own = this.#session.node;
    const reconcile = (listed: readonly PresenceEntry[]): void => {
      room.reconcile(listed, (node) => node !== own && (only?.has(node) ?? true));
    };
    const listed = this.#session.list(key);
    if (!isThenable(listed)) {
      reconcile(listed);
      return;
    }
    room.loading = withDeadline(listed, storeTimeoutMs).then(
      (entries) => {
        this.#isStoreAway = false;
        reconcile(entries);
      },
      (error: unknown) => {
        this.#reportAway(error);
        room.endLoading();
        const again = (): void => {
          if (this.#rooms.get(key) === room) this.#load(key, room, only);
        };
        // A late answer may be older than changes that were applied meanwhile: it only says that the store answers again.
        listed.then(again, () => {
          room.retryLater(again);
        });
      },
    );
  }

  /** Once for an outage, however many rooms are asked for. */
  #reportAway(error: unknown): void {
    if (this.#isStoreAway) return;
    this.#isStoreAway = true;
    this.#logger.warn(
      { event: "presence_store_unavailable", err: error },
      "The presence store does not answer; showing what this node knows",
    );
  }

  #put(key: string, room: PresenceRoom, entry: PresenceEntry): void {
    // A recovered connection has the id that it had before.
    clock.clearTimeout(this.#timers.get(key + entry.ref));
    room.own.add(entry.ref);
    room.view.put(entry);
    room.announceSoon();
    this.#session.put(key, entry);
  }

  #remove(key: string, ref: string): void {
    const room = this.#rooms.get(key);
    clock.clearTimeout(this.#timers.get(key + ref));
    this.#timers.delete(key + ref);
    if (room === undefined) return;
    room.own.delete(ref);
    room.view.remove(ref);
    this.#session.remove(key, ref);
    if (room.own.size > 0) {
      room.announceSoon();
      return;
    }
    room.close();
    this.#rooms.delete(key);
  }
}

/** Now, or later where a clock that is ahead of ours wrote the last entry of the user: what is written last is shown. */
function nextTime({ view }: PresenceRoom, userId: string): number {
  return Math.max(clock.now(), ...view.entriesOf(userId).map(({ at }) => at + 1));
}
