import { checkGivenOptions, checkOptions } from "@carillon/socket-contract/server";
import type { RedisClient } from "@carillon/socket-contract/server";
import type { Socket } from "socket.io";
import { RateLimiter } from "../throttling/rate-limiter.js";
import type { Rate } from "../throttling/rate-limiter.js";
import { addressOf, refusal } from "./connection-refusal.js";
import type { ConnectionMiddleware } from "./connection-refusal.js";

/** How {@link throttleHandshakes} limits. */
export interface HandshakeThrottleOptions extends Rate {
  /** Whose count it is. Default: the peer's address, as {@link networkOf} counts it. Behind a proxy, read the header that your proxy sets. */
  readonly by?: (socket: Socket) => string;
}

/**
 * Makes an `io.use` middleware that refuses handshakes that come too often.
 *
 * @param options - See {@link HandshakeThrottleOptions}.
 * @param redis - A connected client, to count for several nodes. Default: in memory.
 * @throws UsageError `E_BAD_RATE` for a rate that allows nothing.
 */
export function throttleHandshakes(
  options: HandshakeThrottleOptions,
  redis?: RedisClient,
): ConnectionMiddleware {
  checkGivenOptions("throttleHandshakes", options, ["points", "per", "by"]);
  checkOptions("throttleHandshakes", options, { points: "any", per: "any", by: "function" });
  const limiter = new RateLimiter("handshake", options, redis);
  const { by = addressOf } = options;

  async function refusalOf(socket: Socket): Promise<Error | undefined> {
    const { allowed, retryAfterMs } = await limiter.take(by(socket), socket.nsp.server);
    return allowed ? undefined : refusal("Too many connections in a short time.", retryAfterMs);
  }

  return function throttleHandshake(socket, next) {
    void refusalOf(socket)
      .catch(() => refusal("The server cannot take connections now."))
      .then(next);
  };
}
