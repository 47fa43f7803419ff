import { redisCommand } from "@carillon/socket-contract/server";
import type { RedisClient, MaybePromise } from "@carillon/socket-contract/server";

/** What a store knows of a key: nothing, that its first request still runs, or the first answer. */
export type KnownRequest = undefined | "running" | { readonly reply: unknown };

/** Remembers requests by their key, so that each runs once. */
export interface IdempotencyStore {
  /** Claims a key for `ttlMs` milliseconds; `undefined` says that the caller now runs the request. */
  begin(key: string, ttlMs: number): MaybePromise<KnownRequest>;
  /** Keeps the answer for `ttlMs` milliseconds. */
  finish(key: string, reply: unknown, ttlMs: number): MaybePromise<void>;
  /** Gives up a claim after a failure, so that the request may be tried again. */
  release(key: string): MaybePromise<void>;
}

/** Remembers in this process; the oldest key goes first when there are too many. */
export class MemoryIdempotencyStore implements IdempotencyStore {
  readonly #known = new Map<
    string,
    { readonly state: "running" | { readonly reply: unknown }; readonly until: number }
  >();
  readonly #max: number;

  /** @param max - Most keys to remember. Default 10,000. */
  constructor(max = 10_000) {
    this.#max = max;
  }

  /** Claims a key; see {@link IdempotencyStore.begin}. */
  begin(key: string, ttlMs: number): KnownRequest {
    const known = this.#known.get(key);
    if (known !== undefined && known.until > Date.now()) return known.state;
    this.#remember(key, "running", ttlMs);
    return undefined;
  }

  /** Keeps an answer; see {@link IdempotencyStore.finish}. */
  finish(key: string, reply: unknown, ttlMs: number): void {
    this.#remember(key, { reply }, ttlMs);
  }

  /** Gives up a claim; see {@link IdempotencyStore.release}. */
  release(key: string): void {
    this.#known.delete(key);
  }

  #remember(key: string, state: "running" | { readonly reply: unknown }, ttlMs: number): void {
    this.#known.delete(key);
    this.#known.set(key, { state, until: Date.now() + ttlMs });
    if (this.#known.size <= this.#max) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}

/** Remembers in Redis, for several nodes. Answers are kept as JSON. */
export class RedisIdempotencyStore implements IdempotencyStore {
  readonly #client: RedisClient;
  readonly #prefix: string;

  /**
   * @param client - A connected node-redis or ioredis client; its errors are the owner's to listen to.
   * @param prefix - Put before each key. Default `"carillon:once:"`.
   */
  constructor(client: RedisClient, prefix = "carillon:once:") {
    this.#client = client;
    this.#prefix = prefix;
  }

  /** Claims a key; see {@link IdempotencyStore.begin}. */
  async begin(key: string, ttlMs: number): Promise<KnownRequest> {
    const name = this.#prefix + key;
    const claimed = await redisCommand(this.#client, "SET", name, "running", "PX", String(ttlMs), "NX");
    if (claimed !== null) return undefined;
    const known = await redisCommand(this.#client, "GET", name);
    if (typeof known !== "string" || known === "running") return "running";
    return JSON.parse(known) as { reply: unknown };
  }

  /** Keeps an answer; see {@link IdempotencyStore.finish}. */
  async finish(key: string, reply: unknown, ttlMs: number): Promise<void> {
    await redisCommand(
      this.#client,
      "SET",
      this.#prefix + key,
      JSON.stringify({ reply }),
      "PX",
      String(ttlMs),
    );
  }

  /** Gives up a claim; see {@link IdempotencyStore.release}. */
  async release(key: string): Promise<void> {
    await redisCommand(this.#client, "DEL", this.#prefix + key);
  }
}
