import type { ErrorCode, FailureEnvelope } from "@carillon/socket-contract";

/** Codes that the client itself gives, beside those of the server. */
export type ClientErrorCode = "offline" | "timeout" | "aborted" | "disconnected";

/** Every code that Carillon itself gives, and an application's own. */
export type RequestErrorCode = ErrorCode | ClientErrorCode | (string & {});

/** One thing that a schema found wrong in a payload. */
export interface RequestIssue {
  readonly path: string;
  readonly message: string;
}

/** Why a request failed, whichever side says so. */
export class RequestError extends Error {
  override readonly name = "RequestError" as const;
  /** Machine-readable: a code of the server's, or `offline`, `timeout`, `aborted`, `disconnected`. */
  readonly code: RequestErrorCode;
  /** HTTP-like; 0 where the client says so and not the server. */
  readonly status: number;
  /** The event that failed. */
  readonly event: string;
  /** What the server says besides, if anything. */
  readonly data: unknown;
  /** What was wrong with the payload, with `validation_failed`. */
  readonly issues: readonly RequestIssue[] | undefined;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** When to try again, in milliseconds, if the server says so. */
  readonly retryAfterMs: number | undefined;
  /** The id of the server's log line, if there is one. */
  readonly requestId: string | undefined;

  /** @internal */
  constructor(event: string, failure: Omit<FailureEnvelope, "ok">) {
    super(failure.message);
    this.event = event;
    this.code = failure.error;
    this.status = failure.status ?? 0;
    this.data = failure.data;
    this.issues = (failure.data as { issues?: RequestIssue[] } | undefined)?.issues;
    this.retryable = failure.retryable ?? false;
    this.retryAfterMs = failure.retryAfterMs;
    this.requestId = failure.requestId;
  }
}

/** A failure that the client itself finds. */
export function localError(
  event: string,
  error: ClientErrorCode,
  message: string,
  retryable = true,
): RequestError {
  return new RequestError(event, { error, message, retryable });
}
