import { isSocketException } from "@carillon/socket-contract";
import { failureOf, isThenable, unexpectedError } from "@carillon/socket-contract/server";
import { printable } from "@carillon/socket-scrub";
import type { FailureEnvelope, SocketException } from "@carillon/socket-contract";
import type { Logger } from "@carillon/socket-scrub";
import type { Call } from "./call.js";
import type { EventContext } from "./context.js";
import { FailureLog } from "./failure-log.js";

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
}

function fieldsOf(call: Call, code: string, err?: unknown): FailureFields {
  return {
    event: printable(call.event),
    namespace: call.namespace,
    code: printable(code),
    requestId: call.requestId,
    durationMs: call.begunAt === 0 ? 0 : Math.round(performance.now() - call.begunAt),
    userId: call.userId,
    ...(err === undefined ? undefined : { err }),
  };
}

/** Turns whatever was thrown into what the client may know and what the log should hold. */
export class Failures {
  readonly #log: FailureLog;
  readonly #hooks: readonly ErrorHook[];

  constructor(logger: Logger, hooks: readonly ErrorHook[]) {
    this.#log = new FailureLog(logger);
    this.#hooks = hooks;
  }

  /** Logs a failure and says what the client hears of it. */
  report(error: unknown, call: Call): FailureEnvelope {
    try {
      return this.#report(error, call);
    } catch {
      // What was thrown throws itself when it is looked at.
      this.#log.write("error", "The handler failed with an unreadable error", fieldsOf(call, "socket_error"));
      return failureOf(unexpectedError(), call.requestId);
    }
  }

  /** Logs what a handler threw after its event was answered, by its deadline or by itself. */
  reportLate(error: unknown, call: Call): void {
    if (isExpected(error)) return;
    this.#log.write(
      "warn",
      "The handler failed after its event had ended",
      fieldsOf(call, "late", error ?? String(error)),
    );
  }

  /** Logs what went wrong outside of any event. */
  note(message: string, error: unknown): void {
    this.#log.write("error", message, { err: error });
  }

  #report(error: unknown, call: Call): FailureEnvelope {
    const exception = this.#mapped(error, call);
    const visible = exception ?? unexpectedError();
    const envelope = failureOf(visible, call.requestId);
    if (exception === undefined) {
      this.#log.write(
        "error",
        "The handler failed",
        fieldsOf(call, envelope.error, error ?? `It threw ${String(error)}.`),
      );
    } else {
      const behind = exception.cause ?? (exception === error ? undefined : error);
      const level = exception.status >= 500 ? "warn" : "info";
      this.#log.write(level, "The event was refused", fieldsOf(call, envelope.error, behind));
    }
    return envelope;
  }

  #mapped(error: unknown, context: EventContext): SocketException | undefined {
    for (const hook of this.#hooks) {
      try {
        const mapped = hook(error, context);
        if (isSocketException(mapped)) return mapped;
        if (isThenable(mapped))
          mapped.then(undefined, (failed: unknown) => void this.note("An onError hook failed", failed));
      } catch (failed) {
        this.note("An onError hook failed", failed);
      }
    }
    return isSocketException(error) ? error : undefined;
  }
}

/** Whether a handler merely refused, or obeyed `context.signal`. */
function isExpected(error: unknown): boolean {
  try {
    return isSocketException(error) || (error as { name?: unknown }).name === "AbortError";
  } catch {
    return false;
  }
}
