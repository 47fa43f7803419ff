import type { Logger } from "@carillon/socket-scrub";
import { reachesOtherNodes } from "@carillon/socket-contract/server";
import type { Namespace } from "socket.io";
import type { ChannelKeeper } from "./channel-keeper.js";
import type { Channels } from "./channels.js";

const nodeEvent = "carillon:recheck-channel";

/** Asks channel rules again, on this node and on the others. */
export class Recheck {
  readonly #channels: Channels;
  readonly #keeper: ChannelKeeper;
  readonly #logger: Logger;
  /** The namespaces that sockets connected to; a parent namespace stands for many. */
  readonly #namespaces = new Map<string, Namespace>();

  constructor(channels: Channels, keeper: ChannelKeeper, logger: Logger) {
    this.#channels = channels;
    this.#keeper = keeper;
    this.#logger = logger;
  }

  /** Remembers a namespace, and listens to other nodes in it. */
  see(nsp: Namespace): void {
    if (this.#namespaces.get(nsp.name) === nsp) return;
    for (const [name, { sockets }] of this.#namespaces) {
      if (sockets.size === 0) this.#namespaces.delete(name);
    }
    this.#namespaces.set(nsp.name, nsp);
    nsp.on(nodeEvent, (pattern: unknown) => {
      void this.#asked(nsp, pattern);
    });
  }

  /**
   * Asks again everywhere.
   *
   * @param pattern - A defined pattern, or one channel's whole name.
   * @returns How many connections of this node were put out; other nodes do theirs by themselves.
   * @throws TypeError when no channel is meant by it.
   */
  async run(pattern: string): Promise<number> {
    const selected = this.#channels.selector(pattern);
    const namespaces = [...this.#namespaces.values()];
    for (const nsp of namespaces) this.#tellOthers(nsp, pattern);
    const evicted = await Promise.all(namespaces.map((nsp) => this.#keeper.recheck(nsp, selected)));
    return evicted.reduce((sum, count) => sum + count, 0);
  }

  #tellOthers(nsp: Namespace, pattern: string): void {
    try {
      if (reachesOtherNodes(nsp.adapter)) nsp.serverSideEmit(nodeEvent, pattern);
    } catch (error) {
      this.#logger.error(
        { err: error, channel: pattern },
        "other nodes could not be asked to re-check a channel",
      );
    }
  }

  async #asked(nsp: Namespace, pattern: unknown): Promise<void> {
    try {
      await this.#keeper.recheck(nsp, this.#channels.selector(String(pattern)));
    } catch (error) {
      this.#logger.warn({ err: error }, "another node asked to re-check a channel that is not known here");
    }
  }
}
