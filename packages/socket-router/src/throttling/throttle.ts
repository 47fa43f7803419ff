import { SocketException } from "@carillon/socket-contract";
import type { Socket } from "socket.io";
import { droppedEvent } from "../dispatch/dropped-event.js";
import { networkOf } from "../handshakes/network-of.js";
import { RateLimiter } from "./rate-limiter.js";
import type { Rate } from "./rate-limiter.js";
import { checkGivenOptions, checkOptions, UsageError } from "@carillon/socket-contract/server";
import type { OptionKinds, RedisClient } from "@carillon/socket-contract/server";
import type { Middleware, MiddlewareCall } from "../middleware/middleware.js";

/** How {@link throttle} limits. */
export interface ThrottleOptions extends Rate {
  /** Events throttled under the same name share one count. Default: each event has its own. */
  readonly name?: string;
  /** Whose count it is. Default: the user's, else the address's, as {@link networkOf} counts it, so that more sockets do not help. */
  readonly by?: (call: MiddlewareCall) => string;
  /** Over the limit: answer (and fall silent on a flood), drop at once, or disconnect. Default `"reply"`. */
  readonly onLimit?: "reply" | "drop" | "disconnect";
  /** How many refusals in one window are answered before the rest is dropped. Default 20. */
  readonly maxReplies?: number;
}

/**
 * Makes a middleware that refuses what comes too often, with `too_many_requests` and `retryAfterMs`.
 *
 * @param options - See {@link ThrottleOptions}; in a route also as `"throttle:60,1m"` or `"throttle:60,1m,name"`.
 * @param redis - A connected client, to count for several nodes. Default: in memory.
 * @throws UsageError for a rate that allows nothing.
 * @example
 * ```ts
 * import { createRouter, throttle } from "@carillon/socket-router";
 *
 * createRouter().socket("chat:message", () => "sent", { middleware: throttle({ points: 60, per: "1m" }) });
 * ```
 */
export function throttle(options: ThrottleOptions, redis?: RedisClient): Middleware {
  checkGivenOptions("throttle", options, Object.keys(throttleOptions));
  checkOptions("throttle", options, throttleOptions);
  const { name, by = userOrAddress, onLimit = "reply", maxReplies = 20 } = options;
  const limiter = new RateLimiter(name ?? "event", options, redis);

  return async function throttleEvents(call) {
    const { socket, context, io, next } = call;
    // The route, since behind a fallback a client could make up a new event each time.
    const scope = name ?? `${context.namespace} ${context.routeName}`;
    const { allowed, retryAfterMs, used } = await limiter.take(`${scope} ${by(call)}`, io);
    if (allowed) return next() as unknown;
    if (onLimit === "drop" || used > options.points + maxReplies) throw droppedEvent;
    // The client hears why before it is cut.
    if (onLimit === "disconnect") setImmediate(() => void socket.disconnect());
    throw new SocketException("Too many requests.", {
      code: "too_many_requests",
      retryable: true,
      retryAfterMs,
    });
  };
}

const throttleOptions: OptionKinds<ThrottleOptions> = {
  points: "any",
  per: "any",
  name: "text",
  by: "function",
  onLimit: ["reply", "drop", "disconnect"],
  maxReplies: "amount",
};

/** Whose count an event is on unless told otherwise. */
function userOrAddress({ socket, context }: MiddlewareCall): string {
  if (context.userId !== null) return `user ${context.userId}`;
  // A fake has no handshake.
  const { address = socket.id } = (socket as Partial<Socket>).handshake ?? {};
  return `address ${networkOf(address)}`;
}

/** What `"throttle:60,1m"` means. */
export function throttleFactory(redisOf: () => RedisClient | undefined): (...args: string[]) => Middleware {
  // Named counts are shared by every route that uses the name.
  const shared = new Map<string, { readonly rate: string; readonly middleware: Middleware }>();

  return function throttleFromArguments(points = "", per = "1m", name?: string) {
    if (!/^\d+$/.test(points)) {
      throw new UsageError("E_BAD_RATE", 'throttle takes points and a duration: "throttle:60,1m".');
    }
    const options: ThrottleOptions = {
      points: Number(points),
      per,
      ...(name === undefined ? undefined : { name }),
    };
    const redis = redisOf();
    if (name === undefined) return throttle(options, redis);
    const rate = `${points},${per}`;
    const known = shared.get(name) ?? { rate, middleware: throttle(options, redis) };
    if (known.rate !== rate) {
      throw new UsageError(
        "E_THROTTLE_CONFLICT",
        `"throttle:${rate},${name}" shares its count with "throttle:${known.rate},${name}"; give both one rate, or one of them another name.`,
      );
    }
    shared.set(name, known);
    return known.middleware;
  };
}
