import { isSocketException } from "@carillon/socket-contract";
import { clock, failureOf, isThenable, unexpectedError } from "@carillon/socket-contract/server";
import { printable } from "@carillon/socket-scrub";
import type { FailureEnvelope, SocketException } from "@carillon/socket-contract";
import type { Logger } from "@carillon/socket-scrub";
import type { Call } from "../dispatch/call.js";
import type { EventContext } from "../dispatch/event-context.js";
import type { PayloadIssue } from "../payloads/schemas.js";
import { FailureLog } from "./failure-log.js";

/**
 * Sees every error that a handler or a middleware throws, before it is answered.
 *
 * @returns A `SocketException` to answer with instead, or nothing.
 */
export type ErrorHook = (error: unknown, context: EventContext) => unknown;

/** What is logged of a failed event: never its payload. */
interface FailureFields {
  readonly socketEvent: string;
  readonly namespace: string;
  readonly code: string;
  readonly requestId: string;
  readonly durationMs: number;
  readonly userId: string | null;
  /** The fields of the payload that a schema refused, by path. */
  readonly refused?: readonly string[];
  readonly err?: unknown;
}

function fieldsOf(call: Call, code: string, err?: unknown): FailureFields {
  return {
    socketEvent: printable(call.event),
    namespace: call.namespace,
    code: printable(code),
    requestId: call.requestId,
    durationMs: call.begunAt === 0 ? 0 : Math.round(clock.elapsed() - call.begunAt),
    userId: call.userId,
    ...(err === undefined ? undefined : { err }),
  };
}

/** Turns what was thrown into what the client may know and what the log should hold. */
export class Failures {
  readonly #log: FailureLog;
  readonly #hooks: readonly ErrorHook[];

  constructor(logger: Logger, hooks: readonly ErrorHook[]) {
    this.#log = new FailureLog(logger);
    this.#hooks = hooks;
  }

  /** Logs a failure and returns what the client gets. */
  report(error: unknown, call: Call): FailureEnvelope {
    try {
      return this.#report(error, call);
    } catch {
      // What was thrown throws itself when it is looked at.
      this.#log.write(
        "error",
        { event: "handler_failed", ...fieldsOf(call, "socket_error") },
        "The handler failed with an unreadable error",
      );
      return failureOf(unexpectedError(), call.requestId);
    }
  }

  /** Logs what a handler threw after its event was answered, by its deadline or by itself. */
  reportLate(error: unknown, call: Call): void {
    if (isExpected(error)) return;
    this.#log.write(
      "warn",
      { event: "handler_failed_late", ...fieldsOf(call, "late", error ?? String(error)) },
      "The handler failed after its event had ended",
    );
  }

  /** Logs an error outside of any event. */
  note(fields: { readonly event: string; readonly err: unknown }, message: string): void {
    this.#log.write("error", fields, message);
  }

  #report(error: unknown, call: Call): FailureEnvelope {
    const exception = this.#mapped(error, call);
    const visible = exception ?? unexpectedError();
    const envelope = failureOf(visible, call.requestId);
    if (exception === undefined) {
      this.#log.write(
        "error",
        {
          event: "handler_failed",
          ...fieldsOf(call, envelope.error, error ?? `It threw ${String(error)}.`),
          ...hintOf(error),
        },
        "The handler failed",
      );
    } else {
      const behind = exception.cause ?? (exception === error ? undefined : error);
      const level = exception.status >= 500 ? "warn" : "info";
      const refused = refusedFields(exception);
      this.#log.write(
        level,
        { event: "event_refused", ...fieldsOf(call, envelope.error, behind), ...(refused && { refused }) },
        "The event was refused",
      );
    }
    return envelope;
  }

  #mapped(error: unknown, context: EventContext): SocketException | undefined {
    for (const hook of this.#hooks) {
      try {
        const mapped = hook(error, context);
        if (isSocketException(mapped)) return mapped;
        if (isThenable(mapped)) mapped.then(undefined, (failed: unknown) => void this.#noteHook(failed));
      } catch (failed) {
        this.#noteHook(failed);
      }
    }
    return isSocketException(error) ? error : undefined;
  }

  #noteHook(err: unknown): void {
    this.note({ event: "error_hook_failed", err }, "An onError hook failed");
  }
}

/** The paths of what a schema refused; never the values, which may be secrets, nor its messages, which may quote them. */
function refusedFields({ code, data }: SocketException): string[] | undefined {
  if (code !== "validation_failed") return undefined;
  const { issues } = (data ?? {}) as { issues?: unknown };
  if (!Array.isArray(issues)) return undefined;
  const paths = (issues as readonly Partial<PayloadIssue>[]).map(({ path }) => (path ?? []).join("."));
  return [...new Set(paths)].map((path) => (path === "" ? "(payload)" : printable(path)));
}

/** Whether a handler merely refused, or obeyed `context.signal`. */
function isExpected(error: unknown): boolean {
  try {
    return isSocketException(error) || (error as { name?: unknown }).name === "AbortError";
  } catch {
    return false;
  }
}

/** Listeners of Socket.IO get an ack as their last argument, and handlers that were one before call it. */
function hintOf(error: unknown): { readonly hint?: string } {
  if (!(error instanceof TypeError) || !/^(?:ack|callback|cb|done|fn) is not a function$/.test(error.message))
    return {};
  return { hint: "A handler has no ack: return the answer, or throw a SocketException to refuse" };
}
