import { clock } from "@carillon/socket-contract/server";
import type { RedisClient } from "./redis-client.js";
import { isBefore, newestEntries, redisTime } from "./stream-commands.js";
import type { StreamEntry } from "./stream-commands.js";

/** How many of the latest entries are known: more than a replica lags behind. */
const knownSize = 1_000;
/** How many entries are asked for at once. */
const pageSize = 100;
/** What the way of a reply from Redis may take, in milliseconds. */
const replyMs = 1_000;
/** Before the first entry of any stream. */
const beginning: StreamEntry = { id: "0-0", mark: 0 };

/**
 * Where a node stands in a stream.
 *
 * A Redis that was replaced, restored or failed over may lack the entry that was read last, and where its clock is behind it writes
 * new entries before it: a node that waits for one after it hears nothing until the clock has caught up.
 */
export class StreamPosition {
  #at: StreamEntry;
  /** The latest that were read, the oldest first. */
  #known: StreamEntry[];
  /** When the stream was last known to be the same one. */
  #sureAt = clock.elapsed();

  private constructor(at: StreamEntry) {
    this.#at = at;
    this.#known = [at];
  }

  /** Behind the newest entry up to an id; `"$"` is the newest of all. */
  static async behind(client: RedisClient, key: string, id: string): Promise<StreamPosition> {
    const [newest = beginning] = await newestEntries(client, key, id === "$" ? "+" : id, 1);
    return new StreamPosition(newest);
  }

  /** The id of the entry that was read last. */
  get id(): string {
    return this.#at.id;
  }

  /** Goes on behind the entries that were read. */
  passed(entries: readonly StreamEntry[]): void {
    this.#at = entries.at(-1) ?? this.#at;
    this.#known.push(...entries);
    if (this.#known.length > 2 * knownSize) this.#known = this.#known.slice(-knownSize);
    this.#sureAt = clock.elapsed();
  }

  /**
   * Looks whether the stream still has the entry, and goes back to where begins what this node has not read.
   *
   * @returns Whether it went back.
   */
  async wentBack(client: RedisClient, key: string): Promise<boolean> {
    const isThere = this.#at === beginning || (await this.#isThere(client, key));
    if (!isThere) {
      this.#at = await this.#beforeUnread(client, key);
      this.#known = [this.#at];
    }
    this.#sureAt = clock.elapsed();
    return !isThere;
  }

  async #isThere(client: RedisClient, key: string): Promise<boolean> {
    const [newest] = await newestEntries(client, key, this.id, 1);
    return newest?.id === this.id && newest.mark === this.#at.mark;
  }

  /** What stands before this node's entry may be an old copy of the stream, which is not to be read again. */
  async #beforeUnread(client: RedisClient, key: string): Promise<StreamEntry> {
    const known = new Map(this.#known.map(({ id, mark }) => [id, mark]));
    const [oldest = beginning] = this.#known;
    let last: StreamEntry | undefined;
    let page: readonly StreamEntry[];
    do {
      page = await newestEntries(client, key, last?.id ?? this.id, pageSize);
      const read = page.find(({ id, mark }) => known.get(id) === mark);
      if (read) return read;
      last = page.at(-1);
    } while (last && page.length === pageSize && !isBefore(last.id, oldest.id));
    return last ? this.#beforeWritten(client, key) : beginning;
  }

  /** By Redis' own clock: what is unread was written since the stream was last the same one. */
  async #beforeWritten(client: RedisClient, key: string): Promise<StreamEntry> {
    const ms = (await redisTime(client)) - replyMs - (clock.elapsed() - this.#sureAt);
    const since = `${String(Math.max(0, Math.floor(ms)))}-0`;
    const [before = beginning] = await newestEntries(
      client,
      key,
      isBefore(since, this.id) ? since : this.id,
      1,
    );
    return before;
  }
}
