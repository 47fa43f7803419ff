/** The answer to an event that succeeded. `data` is what the handler returned. */
export interface SuccessEnvelope<Reply = unknown> {
  readonly ok: true;
  readonly data: Reply;
}

/** The answer to an event that was refused or failed. */
export interface FailureEnvelope {
  readonly ok: false;
  /** Machine-readable code: one of `errorCodes` or the application's own. */
  readonly error: string;
  /** What a person may read. */
  readonly message: string;
  /** HTTP-like status. */
  readonly status?: number;
  /** Details, e.g. `{ issues }` with `validation_failed`. */
  readonly data?: unknown;
  /** Whether the same request may succeed later. */
  readonly retryable?: boolean;
  /** When to try again, in milliseconds. */
  readonly retryAfterMs?: number;
  /** The same id as on the server's log line. */
  readonly requestId?: string;
}

/** What every ack receives, exactly once. */
export type Envelope<Reply = unknown> = SuccessEnvelope<Reply> | FailureEnvelope;

/** What `error:socket` carries when an event that failed had no ack. Never holds the payload. */
export interface ErrorEvent extends FailureEnvelope {
  /** The event that failed. */
  readonly event: string;
}
