import { createHash } from "node:crypto";
import { clock, redisCommand } from "@carillon/socket-contract/server";
import type { RedisClient } from "@carillon/socket-contract/server";
import type { IdempotencyStore, IdempotentRequest, KnownRequest } from "./idempotency-store.js";

/** How a {@link RedisIdempotencyStore} names its keys, and how many it keeps. */
export interface RedisIdempotencyStoreOptions {
  /** Put before each key. Default `"carillon:once:"`. */
  readonly prefix?: string;
  /** Most answers of one user or one anonymous client; the oldest leaves first. Default 500. */
  readonly maxKeysPerOwner?: number;
}

/** Keeps an answer and lists it under its owner, whose oldest answers leave. All keys of an owner share a cluster slot. */
const keepAnswer = `
redis.call("SET", KEYS[1], ARGV[1], "PX", ARGV[2])
redis.call("ZADD", KEYS[2], ARGV[3], KEYS[1])
redis.call("PEXPIRE", KEYS[2], ARGV[2])
local extra = redis.call("ZCARD", KEYS[2]) - tonumber(ARGV[4])
if extra > 0 then
  for _, oldest in ipairs(redis.call("ZRANGE", KEYS[2], 0, extra - 1)) do redis.call("DEL", oldest) end
  redis.call("ZREMRANGEBYRANK", KEYS[2], 0, extra - 1)
end`;

/** Remembers requests in Redis, for several nodes. Answers are kept as JSON. */
export class RedisIdempotencyStore implements IdempotencyStore {
  readonly #client: RedisClient;
  readonly #prefix: string;
  readonly #maxKeysPerOwner: number;

  /**
   * @param client - A connected node-redis or ioredis client; its errors are the owner's to listen to.
   * @param options - See {@link RedisIdempotencyStoreOptions}.
   */
  constructor(client: RedisClient, options: RedisIdempotencyStoreOptions = {}) {
    this.#client = client;
    this.#prefix = options.prefix ?? "carillon:once:";
    this.#maxKeysPerOwner = options.maxKeysPerOwner ?? 500;
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
      "2",
      this.#keyOf(request),
      `${this.#prefix}{${hashOf(request.owner)}}`,
      JSON.stringify(kept),
      String(ttlMs),
      String(clock.now()),
      String(this.#maxKeysPerOwner),
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
