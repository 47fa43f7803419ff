import { scrubLogContext, scrubTokenString } from "@carillon/socket-scrub";
import type { FailureEnvelope, SuccessEnvelope } from "../envelope.js";
import { SocketException } from "../socket-exception.js";

/**
 * The envelope of a reply.
 *
 * @param data - What the handler returned.
 * @returns A new envelope.
 */
export function successOf<Reply>(data: Reply): SuccessEnvelope<Reply> {
  return { ok: true, data };
}

/**
 * The envelope of a failure, with secrets masked in its message and its data. Fields that the exception does not have are left
 * out.
 *
 * @param exception - What the client may know.
 * @param requestId - The id on the server's log line, if one was written.
 * @returns A new envelope.
 */
export function failureOf(exception: SocketException, requestId?: string): FailureEnvelope {
  const { code, message, status, data, retryable, retryAfterMs } = exception;
  return {
    ok: false,
    error: scrubTokenString(code),
    message: scrubTokenString(message),
    status,
    ...(data === undefined ? undefined : { data: masked(data) }),
    ...(retryable === undefined ? undefined : { retryable }),
    ...(retryAfterMs === undefined ? undefined : { retryAfterMs }),
    ...(requestId === undefined ? undefined : { requestId }),
  };
}

/**
 * All that a client learns of an error that is no `SocketException`.
 *
 * @param cause - The error itself, which is not sent.
 * @returns An exception of code `socket_error`.
 */
export function unexpectedError(cause?: unknown): SocketException {
  return new SocketException("An unexpected error occurred.", {
    code: "socket_error",
    ...(cause === undefined ? undefined : { cause }),
  });
}

function masked(data: unknown): unknown {
  return typeof data === "string" ? scrubTokenString(data) : scrubLogContext(data);
}
