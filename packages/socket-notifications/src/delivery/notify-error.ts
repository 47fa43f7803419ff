/** What became of one `notify`. */
export interface NotifyReport {
  /** The notification's id. */
  readonly id: string;
  /** How many users have it in the store now and had not before. */
  readonly stored: number;
  /** How many users and rooms it was pushed to, connected or not. */
  readonly pushed: number;
  /** How many had one of this id already; nothing was pushed to them. */
  readonly duplicates: number;
  /** How many did not want it: `shouldSend` said so, or `via` named no way. */
  readonly skipped: number;
}

/** Why somebody did not get a notification. */
export interface NotifyFailure {
  /** The user's id or the room's name. */
  readonly recipient: string;
  readonly error: unknown;
}

/**
 * Some did not get a notification. Sending the same instance again reaches them, and nobody twice.
 *
 * `errors` has each error once.
 */
export class NotifyError extends AggregateError {
  override readonly name = "NotifyError" as const;
  /** What became of the others. */
  readonly report: NotifyReport;
  /** Who did not get it, and why. */
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
