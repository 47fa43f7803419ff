import type { ErrorCode, FailureEnvelope } from "@carillon/socket-contract";

/** Codes that the client itself gives, beside those of the server. */
export type ClientErrorCode = "offline" | "timeout" | "aborted" | "disconnected";

/** Every code that Carillon itself gives, and an application's own. */
export type RequestErrorCode = ErrorCode | ClientErrorCode | (string & {});

/** One thing that a schema found wrong in a payload. */
export interface RequestIssue {
  /** Where in the payload; empty for the whole of it. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Why a request failed, whichever side says so. */
export class RequestError extends Error {
  /** Machine-readable: a code of the server's, or `offline`, `timeout`, `aborted`, `disconnected`. */
  declare readonly code: RequestErrorCode;
  /** HTTP-like; 0 where the client says so and not the server. */
  declare readonly status: number;
  /** The event that failed. */
  declare readonly event: string;
  /** What the server says besides, if anything. */
  declare readonly data: unknown;
  /** What was wrong with the payload, with `validation_failed`. */
  declare readonly issues: readonly RequestIssue[] | undefined;
  /** Whether the same request may succeed later. */
  declare readonly retryable: boolean;
  /** When to try again, in milliseconds, if the server says so. */
  declare readonly retryAfterMs: number | undefined;
  /** The id of the server's log line, if there is one. */
  declare readonly requestId: string | undefined;

  /** @internal */
  constructor(event: string, { error, message, data, ...rest }: Omit<FailureEnvelope, "ok">) {
    super(message);
    const { issues } = (data ?? {}) as { issues?: unknown };
    Object.assign(this, {
      name: "RequestError",
      status: 0,
      retryable: false,
      ...rest,
      code: error,
      event,
      data,
      issues,
    });
  }
}

const messages: Readonly<Record<string, string>> & Readonly<Record<ClientErrorCode, string>> = {
  offline: "No connection to the server.",
  timeout: "No answer in time.",
  aborted: "Given up.",
  disconnected: "Connection lost before the answer.",
};

/**
 * A failure that the client itself finds.
 *
 * @param error - Any other code is the one by which the server signed this client out.
 */
export function localError(error: RequestErrorCode, event: string, retryable = true): RequestError {
  return new RequestError(event, { error, message: messages[error] ?? "Signed out.", retryable });
}
