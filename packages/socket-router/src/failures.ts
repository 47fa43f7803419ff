import { failureOf, isSocketException, printable, SocketException } from "@carillon/socket-contract";
import type { FailureEnvelope, Logger } from "@carillon/socket-contract";
import type { Call } from "./call.js";
import type { EventContext } from "./context.js";
import { ignore, isThenable } from "./thenable.js";

/**
 * Sees every error that a handler or a middleware throws, before it is answered.
 *
 * @returns A `SocketException` to answer with instead, or nothing.
 */
export type ErrorHook = (error: unknown, context: EventContext) => unknown;

/** What is logged of a failed event: never its payload. */
interface FailureFields {
  readonly event: string;
  readonly namespace: string;
  readonly code: string;
  readonly requestId: string;
  readonly durationMs: number;
  readonly userId: string | null;
  readonly err?: unknown;
  /** How many lines were left out before this one. */
  readonly suppressed?: number;
}

function fieldsOf(call: Call, code: string): FailureFields {
  return {
    event: printable(call.event),
    namespace: call.socket.nsp.name,
    code,
    requestId: call.requestId,
    durationMs: call.begunAt === 0 ? 0 : Math.round(performance.now() - call.begunAt),
    userId: call.userId,
  };
}

/** The most log lines about failures in one second; the rest are counted on the next line. */
const maxLinesPerSecond = 50;

/** Turns whatever was thrown into what the client may know and what the log should hold. */
export class Failures {
  readonly #logger: Logger;
  readonly #scrub: (<Value>(value: Value) => Value) | undefined;
  readonly #hooks: readonly ErrorHook[];
  #second = 0;
  #lines = 0;
  #suppressed = 0;

  constructor(
    logger: Logger,
    scrub: (<Value>(value: Value) => Value) | undefined,
    hooks: readonly ErrorHook[],
  ) {
    this.#logger = logger;
    this.#scrub = scrub;
    this.#hooks = hooks;
  }

  /** Logs a failure and says what the client hears of it. */
  report(error: unknown, call: Call): FailureEnvelope {
    const exception = this.#mapped(error, call);
    const known = exception !== undefined;
    const visible = exception ?? new SocketException("An unexpected error occurred.");
    const level = !known ? "error" : visible.status >= 500 ? "warn" : "info";
    const cause = known ? visible.cause : error;
    this.#log(level, known ? "The event was refused" : "The handler failed", {
      ...fieldsOf(call, visible.code),
      ...(cause === undefined ? undefined : { err: cause }),
    });
    return this.#cleaned(failureOf(visible, call.requestId));
  }

  /** Logs what a handler threw after its event was answered, by its deadline or by itself. */
  reportLate(error: unknown, call: Call): void {
    this.#log("warn", "The handler failed after its event was answered", {
      ...fieldsOf(call, "late"),
      err: error,
    });
  }

  /** Logs what went wrong outside of any event. */
  note(message: string, error: unknown): void {
    this.#log("error", message, { err: error });
  }

  #mapped(error: unknown, context: EventContext): SocketException | undefined {
    for (const hook of this.#hooks) {
      try {
        const mapped = hook(error, context);
        if (isSocketException(mapped)) return mapped;
        if (isThenable(mapped))
          mapped.then(undefined, (failed: unknown) => this.note("An onError hook failed", failed));
      } catch (failed) {
        this.note("An onError hook failed", failed);
      }
    }
    return isSocketException(error) ? error : undefined;
  }

  #cleaned(envelope: FailureEnvelope): FailureEnvelope {
    if (this.#scrub === undefined) return envelope;
    try {
      return this.#scrub(envelope);
    } catch {
      const { requestId } = envelope;
      return failureOf(new SocketException("An unexpected error occurred."), requestId);
    }
  }

  /** A logger that throws, rejects or is flooded must not hurt the dispatch. */
  #log(level: "info" | "warn" | "error", message: string, fields: Partial<FailureFields>): void {
    const second = Math.floor(performance.now() / 1_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#lines = 0;
    }
    if (++this.#lines > maxLinesPerSecond) {
      this.#suppressed++;
      return;
    }
    const suppressed = this.#suppressed;
    this.#suppressed = 0;
    try {
      const written: unknown = this.#logger[level](
        suppressed > 0 ? { ...fields, suppressed } : fields,
        message,
      );
      if (isThenable(written)) written.then(undefined, ignore);
    } catch {
      // The log is lost; the event is not.
    }
  }
}
