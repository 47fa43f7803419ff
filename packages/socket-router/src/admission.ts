import { SocketException } from "@carillon/socket-contract";
import { authStateOf, failureOf } from "@carillon/socket-contract/server";
import type { FailureEnvelope } from "@carillon/socket-contract";
import type { Socket } from "socket.io";
import { RateLimiter } from "./rate-limiter.js";
import type { Rate } from "./rate-limiter.js";
import type { RedisClient } from "@carillon/socket-contract/server";

/** A middleware for `io.use`. */
export type ConnectionMiddleware = (socket: Socket, next: (error?: Error) => void) => void;

/** How {@link throttleHandshakes} limits. */
export interface HandshakeThrottleOptions extends Rate {
  /** Whose count it is. Default: the peer's address. Behind a proxy, read the header that your proxy sets. */
  readonly by?: (socket: Socket) => string;
}

/**
 * Makes an `io.use` middleware that refuses handshakes that come too often.
 *
 * @param options - See {@link HandshakeThrottleOptions}.
 * @param redis - A connected client, to count for several nodes. Default: in memory.
 * @throws TypeError for a rate that allows nothing.
 */
export function throttleHandshakes(
  options: HandshakeThrottleOptions,
  redis?: RedisClient,
): ConnectionMiddleware {
  const limiter = new RateLimiter("handshake", options, redis);
  const { by = addressOf } = options;

  async function refusalOf(socket: Socket): Promise<Error | undefined> {
    const { allowed, retryAfterMs } = await limiter.take(by(socket));
    return allowed ? undefined : refusal("Too many connections in a short time.", retryAfterMs);
  }

  return function throttleHandshake(socket, next) {
    void refusalOf(socket)
      .catch(() => refusal("The server cannot take connections now."))
      .then(next);
  };
}

/** How many connections {@link limitConnections} allows on this node. */
export interface ConnectionLimits {
  /** Most connections of one authenticated user. Default: any number. */
  readonly perUser?: number;
  /** Most connections from one address. Default: any number. */
  readonly perAddress?: number;
  /** The address that counts. Default: the peer's. Behind a proxy, read the header that your proxy sets. */
  readonly addressOf?: (socket: Socket) => string;
}

/**
 * Makes an `io.use` middleware that caps open connections. Put it behind authentication if it counts users.
 *
 * @param limits - See {@link ConnectionLimits}.
 */
export function limitConnections(limits: ConnectionLimits): ConnectionMiddleware {
  const open = new Map<string, number>();
  const { perUser = Infinity, perAddress = Infinity, addressOf: address = addressOf } = limits;

  return function limitConnection(socket, next) {
    if (socket.conn.readyState !== "open") {
      // Its end was announced already and would never be counted; Socket.IO drops the socket itself.
      next();
      return;
    }
    const userId = authStateOf(socket)?.identity?.id;
    const keys: [key: string, max: number][] = [[`address ${address(socket)}`, perAddress]];
    if (userId !== undefined) keys.push([`user ${userId}`, perUser]);
    if (keys.some(([key, max]) => (open.get(key) ?? 0) >= max)) {
      next(refusal("Too many open connections."));
      return;
    }
    for (const [key] of keys) open.set(key, (open.get(key) ?? 0) + 1);
    // The engine's connection also ends when a later middleware refuses the socket or the client gives up.
    let released = false;
    function release(): void {
      if (released) return;
      released = true;
      for (const [key] of keys) {
        const left = (open.get(key) ?? 1) - 1;
        if (left > 0) open.set(key, left);
        else open.delete(key);
      }
    }
    socket.once("disconnect", release);
    socket.conn.once("close", release);
    next();
  };
}

function addressOf(socket: Socket): string {
  return socket.handshake.address;
}

function refusal(message: string, retryAfterMs?: number): Error & { data: FailureEnvelope } {
  const exception = new SocketException(message, {
    code: "too_many_requests",
    retryable: true,
    ...(retryAfterMs === undefined ? undefined : { retryAfterMs }),
  });
  return Object.assign(new Error(message), { data: failureOf(exception) });
}
