import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import type { RateLimiterAbstract } from "rate-limiter-flexible";
import { maxTimerMs, UsageError } from "@carillon/socket-contract/server";
import { parseDuration } from "./duration.js";
import { WindowCounter } from "./window-counter.js";
import type { RateVerdict } from "./window-counter.js";
import type { RedisClient } from "@carillon/socket-contract/server";

/** How much is allowed in how long. */
export interface Rate {
  /** How many times. */
  readonly points: number;
  /** In how long: milliseconds, or `"10s"`, `"1m"`, `"1h"`. */
  readonly per: number | string;
}

/** Counts points by key in windows: in this process, or in Redis for all nodes. */
export class RateLimiter {
  readonly #points: number;
  readonly #perMs: number;
  readonly #redis: RateLimiterAbstract | undefined;
  /** One for each server: those in one process do not share what they count in memory. */
  readonly #counters = new WeakMap<object, WindowCounter>();

  /** @throws UsageError for points or a duration that allow nothing. */
  constructor(name: string, rate: Rate, redis?: RedisClient) {
    const perMs = typeof rate.per === "string" ? parseDuration(rate.per) : rate.per;
    if (!Number.isInteger(rate.points) || rate.points < 1 || !(perMs >= 1 && perMs <= maxTimerMs)) {
      throw new UsageError(
        "E_BAD_RATE",
        'A rate is at least 1 point in 1 ms to 24 days, e.g. { points: 60, per: "1m" }; ' +
          `got ${String(rate.points)} in ${String(rate.per)}.`,
      );
    }
    this.#points = rate.points;
    this.#perMs = perMs;
    const common = { keyPrefix: `carillon:rate:${name}`, points: rate.points };
    this.#redis =
      redis &&
      new RateLimiterRedis({
        ...common,
        // Redis counts in whole seconds; less than one would never end.
        duration: Math.ceil(perMs / 1_000),
        storeClient: redis,
        useRedisPackage: !("call" in redis),
        rejectIfRedisNotReady: true,
        // Without Redis each node counts for itself rather than refusing every event.
        insuranceLimiter: new RateLimiterMemory({ ...common, duration: perMs / 1_000 }),
      });
  }

  /**
   * @param key - Whose point it is.
   * @param server - The server that counts; in Redis, all count together.
   */
  async take(key: string, server: object = this): Promise<RateVerdict> {
    if (this.#redis === undefined) return this.#counterOf(server).take(key);
    try {
      return verdict(true, await this.#redis.consume(key));
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return verdict(false, refusal);
      throw refusal;
    }
  }

  #counterOf(server: object): WindowCounter {
    let counter = this.#counters.get(server);
    if (counter === undefined)
      this.#counters.set(server, (counter = new WindowCounter(this.#points, this.#perMs)));
    return counter;
  }
}

function verdict(allowed: boolean, { msBeforeNext, consumedPoints }: RateLimiterRes): RateVerdict {
  return { allowed, retryAfterMs: Math.max(0, Math.ceil(msBeforeNext)), used: consumedPoints };
}
