import { consoleLogger, isSocketException, printable, SocketException } from "@carillon/socket-contract";
import type { Logger } from "@carillon/socket-contract";
import type { Socket } from "socket.io";
import type { ConnectionMiddleware } from "./middleware.js";
import { connectError } from "./refusals.js";
import { scrubLogger } from "./scrub/scrub-logger.js";

/** A connection middleware as people write them: also asynchronous, throwing, or calling `next` twice. */
export type LooseConnectionMiddleware = (socket: Socket, next: (error?: unknown) => void) => unknown;

/** How {@link safeConnectionMiddleware} guards. */
export interface SafeConnectionOptions {
  /** How long the middleware may take to call `next`, in milliseconds. Default 10 000. */
  readonly deadlineMs?: number;
  /** Where failures are logged; it is scrubbed. Default: the console. */
  readonly logger?: Logger;
}

/**
 * Wraps a connection middleware so that a client always gets one answer, and never a secret.
 *
 * Socket.IO alone lets a client wait for ever when an asynchronous middleware rejects, connects it twice when `next` is
 * called twice, and sends the message and the data of any error as they are. Wrapped, the first outcome counts: a
 * `SocketException` reaches the client scrubbed, every other error as `socket_error`, and silence as `timeout`.
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
  const { deadlineMs = 10_000 } = options;
  const logger = scrubLogger(options.logger ?? consoleLogger);
  return function settleOnce(socket, next) {
    let isSettled = false;
    const timer = setTimeout(() => {
      settle(new SocketException("The server took too long.", { code: "timeout", retryable: true }));
    }, deadlineMs);

    function settle(error?: unknown): void {
      if (isSettled) {
        if (error !== undefined) report(error, "a connection middleware failed after it had answered");
        return;
      }
      isSettled = true;
      clearTimeout(timer);
      if (error === undefined || error === null) next();
      else {
        report(error, "a connection middleware refused");
        next(connectError(error));
      }
    }

    function fail(error: unknown): void {
      settle(error ?? new Error(`The connection middleware threw ${String(error)}.`));
    }

    function report(error: unknown, message: string): void {
      const err = typeof error === "string" ? printable(error) : error;
      logger[isSocketException(error) ? "debug" : "error"]({ err, socketId: socket.id }, message);
    }

    try {
      const result = middleware(socket, settle);
      if (result instanceof Promise) result.catch(fail);
    } catch (error) {
      fail(error);
    }
  };
}
