import { clock } from "@carillon/socket-contract/server";
import type { Timer } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";
import type { Namespace } from "socket.io";
import type { FullPresenceOptions } from "./presence-options.js";
import type { PresenceEntry } from "./presence-store.js";
import { PresenceView } from "./presence-view.js";
import type { Member } from "./presence-view.js";

/** What a connection that joins a channel with presence is told first. */
export interface PresenceSnapshot {
  /** Announcements of a higher version come on top of it; others are in it already. Grows on one node, with gaps. */
  readonly version: number;
  /** How many users are here. */
  readonly count: number;
  /** Who they are; not in channels that only count. */
  readonly members?: readonly Member[];
}

/** Numbers the announcements of one node. */
export class PresenceVersions {
  /** The last one that was given out. */
  last = 0;

  next(): number {
    return ++this.last;
  }
}

/** How long to wait before the store is asked again, in milliseconds: at first, and at most. */
const minRetryMs = 1_000;
const maxRetryMs = 16_000;

/** A room with members on this node: who is in it, and what its members are told. */
export class PresenceRoom {
  readonly view: PresenceView = new PresenceView();
  /** Entries of connections of this node, also of those that may come back. */
  readonly own: Set<string> = new Set<string>();
  /** Set while the store is asked who is here. */
  loading: Promise<void> | undefined;
  readonly #nsp: Namespace;
  readonly #channel: string;
  readonly #options: FullPresenceOptions;
  readonly #logger: Logger;
  readonly #versions: PresenceVersions;
  #timer: Timer | undefined;
  #retryTimer: Timer | undefined;
  #retryMs = minRetryMs;
  #count = 0;
  #isNew = true;
  /** What came from other nodes while the store was asked. */
  #meanwhile: (() => void)[] = [];

  constructor(
    nsp: Namespace,
    channel: string,
    options: FullPresenceOptions,
    { versions, logger }: { readonly versions: PresenceVersions; readonly logger: Logger },
  ) {
    this.#versions = versions;
    this.#nsp = nsp;
    this.#channel = channel;
    this.#options = options;
    this.#logger = logger;
  }

  /** How many users are here. */
  get size(): number {
    return this.view.size;
  }

  /** What a new member is told; announcements of a higher version come on top of it. */
  snapshot(observer: string): PresenceSnapshot {
    const version = this.#versions.last;
    if (this.#options.mode === "count") return { version, count: this.view.size };
    const members = this.view.snapshot(observer);
    return { version, count: members.length, members };
  }

  /** Applies a change of another node, after what is being loaded. */
  change(apply: (view: PresenceView) => void): void {
    if (this.loading === undefined) {
      apply(this.view);
      this.announceSoon();
    } else {
      this.#meanwhile.push(() => {
        apply(this.view);
      });
    }
  }

  /**
   * Brings the connections of other nodes in line with what the store lists.
   *
   * @param listed - All connections in the room.
   * @param isMeant - Whether it is about a node.
   */
  reconcile(listed: readonly PresenceEntry[], isMeant: (node: string) => boolean): void {
    const meant = listed.filter(({ node }) => isMeant(node));
    if (this.#isNew) {
      this.view.addAnnounced(meant);
    } else {
      const refs = new Set(meant.map(({ ref }) => ref));
      for (const { ref, node } of [...this.view.entries]) {
        if (isMeant(node) && !refs.has(ref)) this.view.remove(ref);
      }
      for (const entry of meant) this.view.put(entry);
    }
    this.#retryMs = minRetryMs;
    this.endLoading();
  }

  /** Applies what came meanwhile. */
  endLoading(): void {
    this.loading = undefined;
    this.#isNew = false;
    for (const apply of this.#meanwhile.splice(0)) apply();
    this.announceSoon();
  }

  /** Announces to the members on this node what changes until then, at once. */
  announceSoon(): void {
    this.#timer ??= clock
      .setTimeout(() => {
        this.#timer = undefined;
        try {
          this.#announce();
        } catch (error) {
          this.#logger.error(
            { event: "presence_not_sent", err: error, channel: this.#channel },
            "Changes of presence could not be sent",
          );
        }
      }, this.#options.batchMs)
      .unref();
  }

  /** Asks the store once more after a pause, which is longer each time. */
  retryLater(load: () => void): void {
    clock.clearTimeout(this.#retryTimer);
    this.#retryTimer = clock.setTimeout(load, this.#retryMs).unref();
    this.#retryMs = Math.min(2 * this.#retryMs, maxRetryMs);
  }

  /** Stops announcing; the last member of this node is gone. */
  close(): void {
    clock.clearTimeout(this.#timer);
    clock.clearTimeout(this.#retryTimer);
  }

  #announce(): void {
    const { joined, left, updated, leftFor } = this.view.takeChanges();
    const channel = this.#channel;
    const room = this.#nsp.local.to(channel);
    if (this.#options.mode === "count") {
      const count = this.view.size;
      if (count !== this.#count)
        room.emit("presence:update", { channel, version: this.#versions.next(), count });
      this.#count = count;
      return;
    }
    const version = this.#versions.next();
    const inChannel = (members: readonly Member[]): object => ({ channel, version, members });
    if (joined.length > 0) room.emit("presence:join", inChannel(joined));
    if (left.length > 0) {
      const toOthers = leftFor.size > 0 ? room.except([...leftFor.keys()]) : room;
      toOthers.emit("presence:leave", inChannel(left));
    }
    for (const [observer, members] of leftFor) {
      if (members.length > 0) this.#nsp.local.to(observer).emit("presence:leave", inChannel(members));
    }
    if (updated.length > 0) room.emit("presence:update", inChannel(updated));
  }
}
