import type { Logger } from "@carillon/socket-scrub";
import type { Namespace } from "socket.io";
import type { FullPresenceOptions } from "./presence-options.js";
import type { PresenceEntry } from "./presence-store.js";
import { PresenceView } from "./presence-view.js";

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
  #timer: NodeJS.Timeout | undefined;
  #count = 0;
  #isNew = true;
  /** What came from other nodes while the store was asked. */
  #meanwhile: (() => void)[] = [];

  constructor(nsp: Namespace, channel: string, options: FullPresenceOptions, logger: Logger) {
    this.#nsp = nsp;
    this.#channel = channel;
    this.#options = options;
    this.#logger = logger;
  }

  /** Takes a change of another node, after what is being loaded. */
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
   * Takes the store's word about connections of other nodes.
   *
   * @param listed - Everybody in the room.
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
    this.endLoading();
  }

  /** Applies what came meanwhile. */
  endLoading(): void {
    this.loading = undefined;
    this.#isNew = false;
    for (const apply of this.#meanwhile.splice(0)) apply();
    this.announceSoon();
  }

  /** Tells the members of this node what changed, once for everything that happens until then. */
  announceSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      try {
        this.#announce();
      } catch (error) {
        this.#logger.error(
          { event: "presence_not_sent", err: error, channel: this.#channel },
          "Changes of presence could not be sent",
        );
      }
    }, this.#options.batchMs).unref();
  }

  /** Stops telling; the last member of this node is gone. */
  close(): void {
    clearTimeout(this.#timer);
  }

  #announce(): void {
    const { joined, left, updated } = this.view.takeChanges();
    const channel = this.#channel;
    const members = this.#nsp.local.to(channel);
    if (this.#options.mode === "count") {
      if (this.view.size !== this.#count) members.emit("presence:update", { channel, count: this.view.size });
      this.#count = this.view.size;
      return;
    }
    if (joined.length > 0) members.emit("presence:join", { channel, members: joined });
    if (left.length > 0) members.emit("presence:leave", { channel, members: left });
    if (updated.length > 0) members.emit("presence:update", { channel, members: updated });
  }
}
