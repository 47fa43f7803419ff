import { failureOf, isSocketException, SocketException } from "@carillon/socket-contract";
import type { FailureEnvelope, Logger } from "@carillon/socket-contract";
import type { Socket } from "socket.io";

/**
 * Runs once for each handshake; the shape of Socket.IO's `io.use`, synchronous or not.
 *
 * @param socket - The socket that wants to connect; it is not connected yet.
 * @param next - Lets it pass, or refuses it with an error.
 */
export type ConnectionMiddleware = (socket: Socket, next: (error?: Error) => void) => unknown;

/** What the pipeline needs around a middleware. */
export interface PipelineOptions {
  readonly logger: Logger;
  /** Masks secrets in what a refused client is told. */
  readonly scrub: <Value>(value: Value) => Value;
  /** Milliseconds until a silent middleware refuses the handshake. */
  readonly deadlineMs: number;
}

/**
 * Makes a connection middleware safe for `io.use`: it always ends, once, with a clear word to the client.
 *
 * An error given to `next` is the client's to read, masked. What is thrown is not: it is logged and the client hears that
 * something unexpected happened, unless it is a `SocketException`.
 */
export function guardConnection(
  middleware: ConnectionMiddleware,
  options: PipelineOptions,
): (socket: Socket, next: (error?: Error) => void) => void {
  const { logger, scrub, deadlineMs } = options;
  const name = middleware.name || "(anonymous)";

  function masked(error: Error & { data?: unknown }): Error {
    const { message, data } = error;
    return Object.assign(new Error(scrub(message)), data === undefined ? undefined : { data: scrub(data) });
  }

  return function runConnectionMiddleware(socket, next) {
    let isSettled = false;

    function settle(refusal?: Error): void {
      isSettled = true;
      clearTimeout(timer);
      next(refusal);
    }

    function given(error?: unknown): void {
      if (isSettled) logger.warn({ middleware: name }, "A connection middleware called next() twice");
      else settle(error ? masked(refusalFrom(error)) : undefined);
    }

    function thrown(error: unknown): void {
      const exception = isSocketException(error) ? error : undefined;
      if (!exception) logger.error({ middleware: name, err: error }, "A connection middleware failed");
      if (!isSettled)
        settle(masked(connectError(exception ?? new SocketException("An unexpected error occurred."))));
    }

    const timer = setTimeout(() => {
      logger.error({ middleware: name, deadlineMs }, "A connection middleware never called next()");
      settle(
        connectError(
          new SocketException("The server took too long to let you in.", {
            code: "unavailable",
            retryable: true,
          }),
        ),
      );
    }, deadlineMs);

    try {
      Promise.resolve(middleware(socket, given)).then(undefined, thrown);
    } catch (error) {
      thrown(error);
    }
  };
}

/** Whatever was given to `next`, as the error that Socket.IO sends. */
function refusalFrom(error: unknown): Error {
  if (isSocketException(error)) return connectError(error);
  return error instanceof Error ? error : new Error(typeof error === "string" ? error : "Refused");
}

function connectError(exception: SocketException): Error & { data: FailureEnvelope } {
  return Object.assign(new Error(exception.message), { data: failureOf(exception) });
}
