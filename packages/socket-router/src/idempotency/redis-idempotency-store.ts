import { createHash } from "node:crypto";
import { checkOptions, checkPart, redisCommand } from "@carillon/socket-contract/server";
import type { RedisClient } from "@carillon/socket-contract/server";
import type { IdempotencyStore, IdempotentRequest, KnownRequest } from "./idempotency-store.js";

/** How a {@link RedisIdempotencyStore} names its keys, and how many it keeps. */
export interface RedisIdempotencyStoreOptions {
  /** Put before each key. Default `"carillon:once:"`. */
  readonly prefix?: string;
  /** Most answers of one user or one anonymous client; the oldest leaves first. Default 500. */
  readonly maxKeysPerOwner?: number;
  /** Most bytes of the answers of one owner, as JSON; the latest answer is kept whatever its size. Default 1 MiB. */
  readonly maxBytesPerOwner?: number;
}

/**
 * Keeps an answer and lists it under its owner with its size; the owner's oldest answers leave. All keys of an owner share a cluster
 * slot. An answer that ran out stays listed until it is the oldest.
 */
const keepAnswer = `
local size = #ARGV[1]
local time = redis.call("TIME")
local before = tonumber(redis.call("HGET", KEYS[3], KEYS[1]) or "0")
redis.call("SET", KEYS[1], ARGV[1], "PX", ARGV[2])
redis.call("ZADD", KEYS[2], time[1] * 1000000 + time[2], KEYS[1])
redis.call("HSET", KEYS[3], KEYS[1], size)
local total = redis.call("HINCRBY", KEYS[3], "total", size - before)
local count = redis.call("ZCARD", KEYS[2])
while count > tonumber(ARGV[3]) or (total > tonumber(ARGV[4]) and count > 1) do
  local oldest = redis.call("ZPOPMIN", KEYS[2])[1]
  redis.call("DEL", oldest)
  total = redis.call("HINCRBY", KEYS[3], "total", -tonumber(redis.call("HGET", KEYS[3], oldest) or "0"))
  redis.call("HDEL", KEYS[3], oldest)
  count = count - 1
end
redis.call("PEXPIRE", KEYS[2], ARGV[2])
redis.call("PEXPIRE", KEYS[3], ARGV[2])`;

/** Remembers requests in Redis, for several nodes. Answers are kept as JSON. */
export class RedisIdempotencyStore implements IdempotencyStore {
  readonly #client: RedisClient;
  readonly #prefix: string;
  readonly #maxKeysPerOwner: number;
  readonly #maxBytesPerOwner: number;

  /**
   * @param client - A connected node-redis or ioredis client; its errors are the owner's to listen to.
   * @param options - See {@link RedisIdempotencyStoreOptions}.
   */
  constructor(client: RedisClient, options: RedisIdempotencyStoreOptions = {}) {
    checkPart(
      "RedisIdempotencyStore",
      client,
      ["sendCommand", "call"],
      "a connected client of redis or ioredis: new RedisIdempotencyStore(client)",
    );
    checkOptions("RedisIdempotencyStore", options, {
      prefix: "text",
      maxKeysPerOwner: "count",
      maxBytesPerOwner: "count",
    });
    this.#client = client;
    this.#prefix = options.prefix ?? "carillon:once:";
    this.#maxKeysPerOwner = options.maxKeysPerOwner ?? 500;
    this.#maxBytesPerOwner = options.maxBytesPerOwner ?? 1_048_576;
  }

  /** Claims a request; see {@link IdempotencyStore.begin}. */
  async begin(request: IdempotentRequest, ttlMs: number): Promise<KnownRequest | undefined> {
    const { fingerprint } = request;
    const key = this.#keyOf(request);
    const claim = JSON.stringify({ fingerprint });
    const claimed = await redisCommand(this.#client, "SET", key, claim, "PX", String(ttlMs), "NX");
    if (claimed !== null) return undefined;
    const known = await redisCommand(this.#client, "GET", key);
    // A claim that ended between the two commands is still running as far as one can tell.
    if (typeof known !== "string") return { fingerprint, answer: undefined };
    const { reply, ...first } = JSON.parse(known) as Kept;
    return { fingerprint: first.fingerprint, answer: first.isAnswered === true ? { reply } : undefined };
  }

  /** Keeps an answer; see {@link IdempotencyStore.finish}. */
  async finish(request: IdempotentRequest, reply: unknown, ttlMs: number): Promise<void> {
    const kept: Kept = { fingerprint: request.fingerprint, isAnswered: true, reply };
    await redisCommand(
      this.#client,
      "EVAL",
      keepAnswer,
      "3",
      this.#keyOf(request),
      `${this.#prefix}{${hashOf(request.owner)}}`,
      `${this.#prefix}{${hashOf(request.owner)}}:bytes`,
      JSON.stringify(kept),
      String(ttlMs),
      String(this.#maxKeysPerOwner),
      String(this.#maxBytesPerOwner),
    );
  }

  /** Gives up a claim; see {@link IdempotencyStore.release}. */
  async release(request: IdempotentRequest): Promise<void> {
    await redisCommand(this.#client, "DEL", this.#keyOf(request));
  }

  #keyOf({ key, owner }: IdempotentRequest): string {
    return `${this.#prefix}{${hashOf(owner)}}:${hashOf(key)}`;
  }
}

/** What is kept under a key. */
interface Kept {
  readonly fingerprint: string;
  readonly isAnswered?: true;
  readonly reply?: unknown;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
