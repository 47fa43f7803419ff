import { checkFunction, checkOptions, clock } from "@carillon/socket-contract/server";
import { isSocketException, SocketException } from "@carillon/socket-contract";
import {
  consoleLogger,
  printable,
  sanitizePayload,
  scrubLogger,
  scrubTokenString,
} from "@carillon/socket-scrub";
import type { Logger } from "@carillon/socket-scrub";
import type { Socket } from "socket.io";
import type { ConnectionMiddleware } from "../middleware.js";
import { connectError } from "../refusals.js";

/** A connection middleware that may be asynchronous, throw, or call `next` twice. */
export type LooseConnectionMiddleware = (socket: Socket, next: (error?: unknown) => void) => unknown;

/** How {@link safeConnectionMiddleware} guards. */
export interface SafeConnectionOptions {
  /** How long the middleware may take to call `next`, in milliseconds. Default 10 000. */
  readonly deadlineMs?: number;
  /** Where failures are logged; it is scrubbed. Default: the console. */
  readonly logger?: Logger;
}

/**
 * Wraps a connection middleware so that a client always gets one answer, without secrets.
 *
 * Socket.IO alone lets a client wait for ever when an asynchronous middleware rejects, connects it twice when `next` is
 * called twice, and sends the message and the data of any error as they are. Wrapped, the first outcome counts: an error
 * given to `next` is meant for the client and reaches it masked, as does a `SocketException` that is thrown; whatever
 * else is thrown arrives as `socket_error`, and silence as `timeout`.
 *
 * @param middleware - Any `io.use` middleware.
 * @param options - Deadline and logger.
 * @returns The middleware to register.
 * @example
 * ```ts
 * import { safeConnectionMiddleware } from "@carillon/socket-auth";
 * import { Server } from "socket.io";
 *
 * new Server().use(
 *   safeConnectionMiddleware(async (socket, next) => {
 *     socket.handshake.headers["x-trace-id"] ||= crypto.randomUUID();
 *     next();
 *   }),
 * );
 * ```
 * @see The seed document, "Middleware Pipeline" and "Error Handling".
 */
export function safeConnectionMiddleware(
  middleware: LooseConnectionMiddleware,
  options: SafeConnectionOptions = {},
): ConnectionMiddleware {
  checkFunction(
    "safeConnectionMiddleware",
    middleware,
    "safeConnectionMiddleware(async (socket, next) => { ... })",
  );
  checkOptions("safeConnectionMiddleware", options, { deadlineMs: "ms", logger: "logger" });
  const { deadlineMs = 10_000 } = options;
  const logger = scrubLogger(options.logger ?? consoleLogger);
  return function settleOnce(socket, next) {
    let isSettled = false;
    const timer = clock.setTimeout(() => {
      refuse(
        new SocketException("The server took too long.", { code: "timeout", retryable: true }),
        connectError,
      );
    }, deadlineMs);

    function settle(error?: unknown): void {
      if (error !== undefined && error !== null) refuse(error, meantForClient);
      else if (!isSettled) end();
    }

    function refuse(error: unknown, describe: (error: unknown) => Error): void {
      const err = typeof error === "string" ? printable(error) : error;
      const level = isSocketException(error) ? "debug" : "error";
      if (isSettled) {
        logger[level](
          { event: "connection_middleware_failed_late", err, socketId: socket.id },
          "A connection middleware failed after it had answered",
        );
      } else {
        logger[level](
          { event: "connection_middleware_refused", err, socketId: socket.id },
          "A connection middleware refused a socket",
        );
      }
      if (!isSettled) end(describe(error));
    }

    function end(refusal?: Error): void {
      isSettled = true;
      clock.clearTimeout(timer);
      next(refusal);
    }

    function fail(error: unknown): void {
      refuse(error ?? new Error(`The connection middleware threw ${String(error)}.`), connectError);
    }

    try {
      const result = middleware(socket, settle);
      if (result instanceof Promise) result.catch(fail);
    } catch (error) {
      fail(error);
    }
  };
}

/** What was given to `next`, masked: Socket.IO's documentation shows its message and data to the client. */
function meantForClient(error: unknown): Error {
  if (typeof error === "string") return new Error(scrubTokenString(error));
  if (!(error instanceof Error) || isSocketException(error)) return connectError(error);
  const { message, data } = error as Error & { data?: unknown };
  const masked = new Error(scrubTokenString(message));
  return data === undefined ? masked : Object.assign(masked, { data: sanitizePayload(data) });
}
