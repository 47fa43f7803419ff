import {
  checkOptions,
  checkPart,
  ignore,
  redisCommand,
  redisSubscribe,
} from "@carillon/socket-contract/server";
import type { RedisClient } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";
import type { KeptRevocation, Revocation, RevocationStore } from "./revocation-store.js";
import { keyOf, targetOf } from "./revoke-target.js";

/** How {@link RedisRevocationStore} keeps revocations. */
export interface RedisRevocationStoreOptions {
  /** What its key and its channel begin with. Default `"carillon:"`. */
  readonly prefix?: string;
  /**
   * How long a revocation is kept, in milliseconds: longer than any node is cut off from Redis, or any session is kept for
   * state recovery. Default a day.
   */
  readonly maxAgeMs?: number;
  /**
   * How often it is read although no gap was noticed, in milliseconds: a subscription can be dead while its connection looks
   * alive. Default 30 000; 0 never.
   */
  readonly rereadMs?: number;
}

/** How many are read at once. */
const pageSize = 1_000;

/**
 * Keeps revocations in Redis or Valkey, for as long as a node may be cut off.
 *
 * A revocation is written into one sorted set, in the order of Redis' own clock, and announced in the same step. Each node
 * reads the set when its subscription is taken, after every loss again.
 *
 * @example
 * ```ts
 * import { createAuthenticator, RedisRevocationStore } from "@carillon/socket-auth";
 * import { createClient } from "redis";
 *
 * const redis = await createClient().connect();
 * const auth = createAuthenticator({
 *   guard: ({ token }) => (token === "let-me-in" ? { id: 42 } : null),
 *   revocations: new RedisRevocationStore(redis),
 * });
 * ```
 */
export class RedisRevocationStore implements RevocationStore {
  readonly #client: RedisClient;
  readonly #key: string;
  readonly #maxAgeMs: number;
  readonly #rereadMs: number;
  readonly #listeners = new Set<(revocation: KeptRevocation) => void>();
  /** Revocations that Redis has not taken yet, and what waits for each. */
  readonly #unwritten = new Map<Revocation, () => void>();
  /** The revocation that was read last. A Redis that was replaced, restored or failed over lacks it, and all is read again. */
  #last = "";
  /** Its position, where the next read begins, in milliseconds of Redis' clock. */
  #cursor = 0;
  #reading: Promise<void> | undefined;
  #unsubscribe: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #logger: Logger | undefined;

  /**
   * @param client - A connected client of `redis` (node-redis) or `ioredis`. It stays yours to close.
   * @param options - Prefix and how long a revocation is kept.
   */
  constructor(client: RedisClient, options: RedisRevocationStoreOptions = {}) {
    checkPart(
      "RedisRevocationStore",
      client,
      ["sendCommand", "call"],
      "a connected client of redis or ioredis: new RedisRevocationStore(client)",
    );
    checkOptions("RedisRevocationStore", options, { prefix: "text", maxAgeMs: "ms", rereadMs: "ms" });
    this.#client = client;
    this.#key = `${options.prefix ?? "carillon:"}revocations`;
    this.#maxAgeMs = options.maxAgeMs ?? 86_400_000;
    this.#rereadMs = options.rereadMs ?? 30_000;
    // A client without an error listener ends the process; what fails here is logged where it matters.
    client.on("error", ignore);
    client.on("ready", () => {
      this.#writeRest();
    });
  }

  add(revocation: Revocation): Promise<void> {
    return new Promise((written) => {
      this.#unwritten.set(revocation, written);
      void this.#write(revocation);
    });
  }

  watch(listener: (revocation: KeptRevocation) => void, logger: Logger): void {
    this.#logger = logger;
    this.#listeners.add(listener);
    if (this.#unsubscribe !== undefined) return;
    this.#unsubscribe = redisSubscribe(
      this.#client,
      this.#key,
      (message) => {
        this.#hear(message, 0);
      },
      () => void this.#catchUp(),
      logger,
    );
    if (this.#rereadMs === 0) return;
    this.#timer = setInterval(() => void this.#catchUp(), this.#rereadMs);
    this.#timer.unref();
  }

  /** One read at a time; a call during one begins another, because that one may have passed what the call is about. */
  async read(): Promise<void> {
    const before = this.#reading;
    const reading = (async () => {
      await before?.catch(() => undefined);
      await this.#readPages();
    })();
    this.#reading = reading;
    try {
      await reading;
    } finally {
      if (this.#reading === reading) this.#reading = undefined;
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#listeners.clear();
    for (const written of this.#unwritten.values()) written();
    this.#unwritten.clear();
  }

  /** Writes what Redis could not take before, and reads what this node could not hear. */
  async #catchUp(): Promise<void> {
    this.#writeRest();
    try {
      await this.read();
    } catch (error) {
      this.#logger?.warn(
        { event: "revocations_not_read", err: error },
        "Revocations could not be read; they are read again when Redis is back",
      );
    }
  }

  #writeRest(): void {
    for (const revocation of this.#unwritten.keys()) void this.#write(revocation);
  }

  async #write(revocation: Revocation): Promise<void> {
    const member = `${revocation.id} ${keyOf(revocation.target)}`;
    try {
      await redisCommand(this.#client, "EVAL", addScript, "1", this.#key, member, String(this.#maxAgeMs));
    } catch (error) {
      this.#logger?.error(
        { event: "revocation_not_written", err: error, target: revocation.target },
        "A revocation could not be written; it is written when Redis is back",
      );
      return;
    }
    this.#unwritten.get(revocation)?.();
    this.#unwritten.delete(revocation);
  }

  async #readPages(): Promise<void> {
    for (;;) {
      const page = await redisCommand(
        this.#client,
        "EVAL",
        readScript,
        "1",
        this.#key,
        String(this.#cursor),
        String(pageSize),
        this.#last,
      );
      const [now, ...entries] = (page as unknown[]).map(String);
      for (let index = 0; index + 1 < entries.length; index += 2) {
        const [member = "", score] = [entries[index], Number(entries[index + 1])];
        this.#hear(member, Math.max(0, Number(now) - score));
        this.#last = member;
        this.#cursor = score;
      }
      if (entries.length < 2 * pageSize) return;
    }
  }

  #hear(member: string, ageMs: number): void {
    const blank = member.indexOf(" ");
    const target = targetOf(member.slice(blank + 1));
    if (blank < 1 || target === undefined) return;
    for (const listener of this.#listeners) listener({ id: member.slice(0, blank), target, ageMs });
  }
}

/** Positions are Redis' time in milliseconds, each higher than the last, so that reading on from one misses none. */
const addScript = `
local time = redis.call("TIME")
local position = time[1] * 1000 + math.floor(time[2] / 1000)
local last = redis.call("ZREVRANGE", KEYS[1], 0, 0, "WITHSCORES")
if last[2] and tonumber(last[2]) >= position then position = tonumber(last[2]) + 1 end
redis.call("ZADD", KEYS[1], "NX", string.format("%.0f", position), ARGV[1])
redis.call("ZREMRANGEBYSCORE", KEYS[1], "-inf", string.format("(%.0f", position - ARGV[2]))
redis.call("PEXPIRE", KEYS[1], ARGV[2])
redis.call("PUBLISH", KEYS[1], ARGV[1])
return 1
`;

const readScript = `
local time = redis.call("TIME")
local now = string.format("%.0f", time[1] * 1000 + math.floor(time[2] / 1000))
local from = "(" .. ARGV[1]
if tonumber(redis.call("ZSCORE", KEYS[1], ARGV[3]) or -1) ~= tonumber(ARGV[1]) then from = "-inf" end
local page = redis.call("ZRANGEBYSCORE", KEYS[1], from, "+inf", "WITHSCORES", "LIMIT", 0, ARGV[2])
table.insert(page, 1, now)
return page
`;
