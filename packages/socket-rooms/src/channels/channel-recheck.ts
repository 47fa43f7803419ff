import type { Logger } from "@carillon/socket-scrub";
import { reachesOtherNodes } from "@carillon/socket-contract/server";
import type { Namespace } from "socket.io";
import type { ChannelMembership } from "./channel-membership.js";
import type { ChannelMatch, Channels } from "./channels.js";

const nodeEvent = "carillon:recheck-channel";

/** Asks channel rules again, on this node and on the others. */
export class ChannelRecheck {
  readonly #channels: Channels;
  readonly #membership: ChannelMembership;
  readonly #logger: Logger;
  /** The namespaces that sockets connected to; a parent namespace stands for many. */
  readonly #namespaces = new Map<string, Namespace>();
  /** Namespaces with a listener for other nodes; one that was forgotten while it was empty keeps its own. */
  readonly #listening = new WeakSet<Namespace>();

  constructor(channels: Channels, membership: ChannelMembership, logger: Logger) {
    this.#channels = channels;
    this.#membership = membership;
    this.#logger = logger;
  }

  /** Remembers a namespace, and listens to other nodes in it. */
  watch(nsp: Namespace): void {
    if (this.#namespaces.get(nsp.name) === nsp) return;
    for (const [name, { sockets }] of this.#namespaces) {
      if (sockets.size === 0) this.#namespaces.delete(name);
    }
    this.#namespaces.set(nsp.name, nsp);
    if (this.#listening.has(nsp)) return;
    this.#listening.add(nsp);
    nsp.on(nodeEvent, (pattern: unknown) => {
      void this.#onNodeEvent(nsp, pattern);
    });
  }

  /**
   * Asks again everywhere.
   *
   * @param pattern - A defined pattern, or one channel's whole name.
   * @returns How many connections of this node were put out; other nodes do theirs by themselves.
   * @throws UsageError `E_UNKNOWN_CHANNEL` when no channel is meant by it.
   */
  async run(pattern: string): Promise<number> {
    const selected = this.#channels.selector(pattern);
    for (const nsp of this.#namespaces.values()) this.#tellOtherNodes(nsp, pattern);
    return this.#recheck(selected);
  }

  /**
   * Asks every rule again on this node alone, after requests of other nodes may have been lost.
   *
   * @returns How many connections were put out.
   */
  runAll(): Promise<number> {
    return this.#recheck(() => true);
  }

  async #recheck(selected: (match: ChannelMatch) => boolean): Promise<number> {
    const namespaces = [...this.#namespaces.values()];
    const evicted = await Promise.all(namespaces.map((nsp) => this.#membership.recheck(nsp, selected)));
    return evicted.reduce((sum, count) => sum + count, 0);
  }

  #tellOtherNodes(nsp: Namespace, pattern: string): void {
    try {
      if (reachesOtherNodes(nsp.adapter)) nsp.serverSideEmit(nodeEvent, pattern);
    } catch (error) {
      this.#logger.error(
        { event: "recheck_not_sent", err: error, channel: pattern },
        "Other nodes could not be asked to re-check a channel",
      );
    }
  }

  async #onNodeEvent(nsp: Namespace, pattern: unknown): Promise<void> {
    try {
      await this.#membership.recheck(nsp, this.#channels.selector(String(pattern)));
    } catch (error) {
      this.#logger.warn(
        { event: "recheck_unknown_channel", err: error },
        "Another node asked to re-check a channel that is not known here",
      );
    }
  }
}
