import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import type { RateLimiterAbstract } from "rate-limiter-flexible";
import { maxTimerMs, UsageError } from "@carillon/socket-contract/server";
import { parseDuration } from "./duration.js";
import type { RedisClient } from "@carillon/socket-contract/server";

/** How much is allowed in how long. */
export interface Rate {
  /** How many times. */
  readonly points: number;
  /** In how long: milliseconds, or `"10s"`, `"1m"`, `"1h"`. */
  readonly per: number | string;
}

/** What a limiter says of one more point. */
export interface RateVerdict {
  readonly allowed: boolean;
  /** Milliseconds until the window ends. */
  readonly retryAfterMs: number;
  /** How many points of the window are used, this one included. */
  readonly used: number;
}

/** Counts points by key in windows: in this process, or in Redis for all nodes. */
export class RateLimiter {
  readonly #limiter: RateLimiterAbstract;

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
    const common = { keyPrefix: `carillon:rate:${name}`, points: rate.points, duration: perMs / 1_000 };
    const memory = new RateLimiterMemory(common);
    this.#limiter = redis
      ? new RateLimiterRedis({
          ...common,
          // Redis counts in whole seconds; less than one would never end.
          duration: Math.ceil(perMs / 1_000),
          storeClient: redis,
          useRedisPackage: !("call" in redis),
          rejectIfRedisNotReady: true,
          // Without Redis each node counts for itself rather than refusing every event.
          insuranceLimiter: memory,
        })
      : memory;
  }

  async take(key: string): Promise<RateVerdict> {
    try {
      return verdict(true, await this.#limiter.consume(key));
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return verdict(false, refusal);
      throw refusal;
    }
  }
}

function verdict(allowed: boolean, { msBeforeNext, consumedPoints }: RateLimiterRes): RateVerdict {
  return { allowed, retryAfterMs: Math.max(0, Math.ceil(msBeforeNext)), used: consumedPoints };
}
