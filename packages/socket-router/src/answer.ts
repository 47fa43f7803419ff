import type { ErrorEvent, FailureEnvelope } from "@carillon/socket-contract";
import { failureOf, successOf, unexpectedError } from "@carillon/socket-contract/server";
import { printable } from "@carillon/socket-scrub";
import type { Ack, Call } from "./call.js";
import { isSendable } from "./sendable.js";

/**
 * Sends the reply.
 *
 * @returns The error when the reply cannot be sent: cyclic, too deep, too large, a BigInt, a getter that throws.
 */
export function answerSuccess(call: Call, ack: Ack, reply: unknown): unknown {
  if (isGone(call)) return undefined;
  try {
    if (!isSendable(reply)) return new Error("The reply holds more than a million values.");
    ack(successOf(reply));
    return undefined;
  } catch (error) {
    return error ?? new Error("The reply cannot be sent.");
  }
}

/** Sends a failure: to the ack, or as `error:socket` where there is none. */
export function answerFailure(call: Call, envelope: FailureEnvelope): void {
  if (isGone(call)) return;
  try {
    send(call, envelope);
  } catch {
    // The exception's own `data` cannot be sent.
    try {
      send(call, failureOf(unexpectedError(), envelope.requestId));
    } catch {
      // The transport refuses everything; there is nobody to tell.
    }
  }
}

function send(call: Call, envelope: FailureEnvelope): void {
  if (!isSendable(envelope.data)) throw new Error("The exception's data holds more than a million values.");
  if (call.ack !== undefined) {
    call.ack(envelope);
  } else {
    const event: ErrorEvent = { ...envelope, event: printable(call.event) };
    call.socket.emit("error:socket", event);
  }
}

function isGone(call: Call): boolean {
  return call.connection.closed || (call.socket.connected as boolean | undefined) === false;
}
