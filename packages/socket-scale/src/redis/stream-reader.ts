import type { Logger } from "@carillon/socket-scrub";
import { setTimeout as pause } from "node:timers/promises";
import type { LinkMonitor } from "../link-monitor.js";
import type { RedisClient } from "./redis-client.js";
import { askedStream, entriesOf } from "./stream-commands.js";
import type { Asked } from "./stream-commands.js";
import { StreamPosition } from "./stream-position.js";

/** How long a reader waits before it reads again, in milliseconds. */
const readAgainMs = 500;

/**
 * Reads streams for the Redis Streams adapter.
 *
 * The adapter begins at `$`, what comes from now on, until it has read a first entry; after an outage that skips what was written
 * meanwhile. It goes on behind the last entry, also in a stream that was replaced and is behind. And it reads again at once when
 * reading fails, with a closed client without a pause. Here the position is looked up once, then kept and checked.
 */
export class StreamReader {
  readonly #logger: Logger | undefined;
  readonly #links: LinkMonitor | undefined;
  readonly #positions = new Map<string, StreamPosition>();
  /** Clients that may have reached another Redis since their last read. */
  readonly #reconnected = new Set<RedisClient>();
  readonly #watched = new WeakSet<RedisClient>();

  /**
   * @param logger - Hears of a stream that is no longer the one that was read.
   * @param links - Hears of it as of a gap.
   */
  constructor(logger: Logger | undefined, links: LinkMonitor | undefined) {
    this.#logger = logger;
    this.#links = links;
  }

  /**
   * Reads once.
   *
   * @param client - Reads the stream.
   * @param args - As either client takes them.
   * @param read - Reads with such arguments.
   * @returns The reply; `null` when there was nothing, or when the position had to be corrected before.
   */
  async read(
    client: RedisClient,
    args: readonly unknown[],
    read: (args: readonly unknown[]) => unknown,
  ): Promise<unknown> {
    try {
      const asked = askedStream(args);
      if (asked === undefined) return await read(args);
      this.#watch(client);
      const position = await this.#position(client, asked);
      if (this.#reconnected.has(client)) await this.#wentBack(client, asked.key, position);
      const reply = await read(asked.from(position.id));
      const entries = entriesOf(reply);
      const isSure = entries !== undefined && !this.#reconnected.has(client);
      if (!isSure && (await this.#wentBack(client, asked.key, position))) return null;
      if (entries) position.passed(entries);
      return reply;
    } catch (error) {
      await pause(readAgainMs, undefined, { ref: false });
      throw error;
    }
  }

  async #position(client: RedisClient, { key, id }: Asked): Promise<StreamPosition> {
    let position = this.#positions.get(key);
    if (position === undefined) {
      position = await StreamPosition.behind(client, key, id);
      this.#positions.set(key, position);
    }
    return position;
  }

  async #wentBack(client: RedisClient, key: string, position: StreamPosition): Promise<boolean> {
    const lost = position.id;
    const wentBack = await position.wentBack(client, key);
    this.#reconnected.delete(client);
    if (!wentBack) return false;
    this.#logger?.warn(
      { event: "stream_position_lost", stream: key, lost, from: position.id },
      "The stream between the nodes is not the one that was read; what is new in it is read now",
    );
    this.#links?.lost(position);
    this.#links?.restored(position);
    return true;
  }

  /** ioredis sends a read again by itself, which then does not fail. */
  #watch(client: RedisClient): void {
    if (this.#watched.has(client)) return;
    this.#watched.add(client);
    client.on("ready", () => void this.#reconnected.add(client));
  }
}
