/** The outcome of one `notify`. */
export interface NotifyReport {
  /** The notification's id. */
  readonly id: string;
  /** How many users it was stored for by this call. */
  readonly stored: number;
  /** How many users and rooms it was pushed to, connected or not. */
  readonly pushed: number;
  /** How many had a notification of this id already; nothing was pushed to them. */
  readonly duplicates: number;
  /** How many were left out, because `shouldSend` returned `false` or `via` returned no channel. */
  readonly skipped: number;
}

/** Why a recipient did not get a notification. */
export interface NotifyFailure {
  /** The user's id or the room's name. */
  readonly recipient: string;
  readonly error: unknown;
}

/**
 * Thrown when delivery failed for some recipients. Sending the same instance again reaches those and no other recipient twice.
 *
 * `errors` holds each different error once.
 */
export class NotifyError extends AggregateError {
  override readonly name = "NotifyError" as const;
  /** The outcome for the other recipients. */
  readonly report: NotifyReport;
  /** The recipients that did not get it, with the reason. */
  readonly failures: readonly NotifyFailure[];

  /** @internal */
  constructor(type: string, report: NotifyReport, failures: readonly NotifyFailure[], total: number) {
    const errors = [...new Set(failures.map(({ error }) => error))];
    const [first] = errors;
    const reason = first instanceof Error ? first.message : String(first);
    super(errors, `${type} did not reach ${String(failures.length)} of ${String(total)}: ${reason}`);
    this.report = report;
    this.failures = failures;
  }
}
