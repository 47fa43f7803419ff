import { setTimeout as pause } from "node:timers/promises";
import type { RedisClient } from "./redis-client.js";

/** How long a reader waits before it reads again, in milliseconds. */
const readAgainMs = 500;

/** The ways of both clients to ask for the newest entry of a stream. */
interface StreamClient {
  xRevRange?(key: string, from: "+", to: "-", options: { COUNT: 1 }): Promise<readonly { id: string }[]>;
  xrevrange?(key: string, from: "+", to: "-", count: "COUNT", n: 1): Promise<readonly [id: string][]>;
}

/** Whether a method of either client reads a stream. */
export function readsStream(key: PropertyKey): boolean {
  return key === "xRead" || key === "xread";
}

/**
 * Reads streams for the Redis Streams adapter.
 *
 * The adapter begins at `$`, what comes from now on, until it has read a first entry; after an outage that skips what was written
 * meanwhile. Here `$` is looked up once. And it reads again at once when reading fails, with a closed client without a pause.
 */
export class StreamReader {
  readonly #begins = new Map<string, string>();

  /**
   * Reads once.
   *
   * @param client - What to look up the beginning with.
   * @param args - As either client takes them.
   * @param read - Reads with such arguments.
   */
  async read(
    client: RedisClient,
    args: readonly unknown[],
    read: (args: readonly unknown[]) => unknown,
  ): Promise<unknown> {
    try {
      return await read(await this.#fromBeginning(client as StreamClient, args));
    } catch (error) {
      await pause(readAgainMs, undefined, { ref: false });
      throw error;
    }
  }

  /** node-redis has `[{ key, id }]` first; ioredis has the stream and the id last. */
  async #fromBeginning(client: StreamClient, args: readonly unknown[]): Promise<readonly unknown[]> {
    const [streams, ...options] = args;
    if (Array.isArray(streams)) {
      const begun = (streams as { key: string; id: string }[]).map(async ({ key, id }) => ({
        key,
        id: id === "$" ? await this.#begin(client, key) : id,
      }));
      return [await Promise.all(begun), ...options];
    }
    const key = args.at(-2);
    if (args.at(-1) !== "$" || typeof key !== "string") return args;
    return [...args.slice(0, -1), await this.#begin(client, key)];
  }

  async #begin(client: StreamClient, key: string): Promise<string> {
    let begin = this.#begins.get(key);
    if (begin === undefined) {
      const newest = client.xRevRange
        ? (await client.xRevRange(key, "+", "-", { COUNT: 1 }))[0]?.id
        : (await client.xrevrange?.(key, "+", "-", "COUNT", 1))?.[0]?.[0];
      begin = newest ?? "0-0";
      this.#begins.set(key, begin);
    }
    return begin;
  }
}
