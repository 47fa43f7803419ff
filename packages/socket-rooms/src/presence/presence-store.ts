import type { MaybePromise } from "@carillon/socket-contract/server";

/** One connection in one room, as a store keeps it. JSON-safe. */
export interface PresenceEntry {
  /** The connection's id; unique on all nodes. */
  readonly ref: string;
  /** The node that holds the connection. */
  readonly node: string;
  /** Whose connection it is. */
  readonly userId: string;
  /** What the others may see of the user. */
  readonly info: object | null;
  /** Since when the user is here, in milliseconds since the epoch. */
  readonly since: number;
  /** When this entry was written; the newest `info` of a user is shown. */
  readonly at: number;
  /** The connection is gone, and the user has some time left to come back. */
  readonly away?: boolean;
}

/** Told what happens on other nodes. Never about its own session. */
export interface PresenceWatcher {
  /** A connection came or changed. */
  put(room: string, entry: PresenceEntry): void;
  /** A connection went. */
  remove(room: string, ref: string): void;
  /** These nodes are alive; the connections of all others, but the own, are gone. */
  alive(nodes: ReadonlySet<string>): void;
  /** Changes of these nodes may have been missed: list every room again. */
  missed(nodes: ReadonlySet<string>): void;
  /** Everything that this session should have written; asked for when the store lost it. */
  all(): Iterable<readonly [room: string, entry: PresenceEntry]>;
}

/** One node's way into a store. Writing never throws and is not waited for. */
export interface PresenceSession {
  /** The name of this node in the store. */
  readonly node: string;
  /** Writes a connection of this node. */
  put(room: string, entry: PresenceEntry): void;
  /** Removes a connection of this node. */
  remove(room: string, ref: string): void;
  /** All entries of a room, of every node that is alive. */
  list(room: string): MaybePromise<readonly PresenceEntry[]>;
  /** Removes everything of this node, and stops watching. */
  close(): MaybePromise<void>;
}

/**
 * Where presence is kept: in memory for one process, in Redis for several.
 *
 * @see MemoryPresenceStore
 * @see RedisPresenceStore
 */
export interface PresenceStore {
  /**
   * Lets one node in.
   *
   * @param watcher - Told what other nodes do.
   */
  open(watcher: PresenceWatcher): PresenceSession;
}
