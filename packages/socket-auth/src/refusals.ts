import { isSocketException, SocketException } from "@carillon/socket-contract";
import { failureOf, unexpectedError } from "@carillon/socket-contract/server";
import type { FailureEnvelope } from "@carillon/socket-contract";
import { scrubTokenString } from "@carillon/socket-scrub";

/** Why an identity is no more. */
export type EndCode = "unauthenticated" | "token_expired" | "revoked";

const endMessages: Readonly<Record<EndCode, string>> = {
  unauthenticated: "Unauthenticated: sign in first.",
  token_expired: "Unauthenticated: the token has expired.",
  revoked: "Unauthenticated: the session was revoked.",
};

/** The refusal of a socket that is not, or no longer, signed in. */
export function refusal(code: EndCode): SocketException {
  return new SocketException(endMessages[code], { code });
}

/** The refusal while no guard can tell who it is. */
export function unavailable(cause: unknown): SocketException {
  return new SocketException("Unauthenticated: authentication is not available, try again.", {
    code: "unavailable",
    retryable: true,
    cause,
  });
}

/** What a guard's error means to a client. */
export function toRefusal(error: unknown): SocketException {
  return isSocketException(error) ? error : unavailable(error);
}

/**
 * Makes the error that Socket.IO sends as `connect_error`.
 *
 * @param reason - What went wrong. Only a `SocketException` may speak to the client, scrubbed; everything else becomes
 * `socket_error`.
 * @returns An error whose `data` is the failure envelope.
 */
export function connectError(reason: unknown): Error & { data: FailureEnvelope } {
  const exception = isSocketException(reason) ? reason : unexpectedError();
  const failure = failureOf(exception);
  return Object.assign(new Error(scrubTokenString(exception.message)), { data: failure });
}

/** A refused client finds the word that the seed's front end looks for. */
export function withPrefix(exception: SocketException): SocketException {
  if (exception.message.startsWith("Unauthenticated")) return exception;
  const { code, status, data, retryable, retryAfterMs, message } = exception;
  return new SocketException(`Unauthenticated: ${message}`, {
    code,
    status,
    data,
    ...(retryable === undefined ? {} : { retryable }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}
