import type { ErrorEvent, FailureEnvelope } from "@carillon/socket-contract";
import { failureOf, successOf, unexpectedError } from "@carillon/socket-contract/server";
import { printable } from "@carillon/socket-scrub";
import type { Ack, Call } from "../dispatch/call.js";
import { unsendableReason } from "./sendable.js";

/**
 * Sends the reply.
 *
 * @returns The error when the reply cannot be sent: cyclic, too deep, too large, a socket, a BigInt, a getter that throws.
 */
export function answerSuccess(call: Call, ack: Ack, reply: unknown): unknown {
  if (isGone(call)) return undefined;
  try {
    const reason = unsendableReason(reply);
    if (reason !== undefined) return new Error(explained(call, reply, reason));
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
      // The transport refuses everything.
    }
  }
}

function send(call: Call, envelope: FailureEnvelope): void {
  const reason = unsendableReason(envelope.data);
  if (reason !== undefined) throw new Error(`The exception's data ${reason}.`);
  if (call.ack !== undefined) {
    call.ack(envelope);
  } else {
    const event: ErrorEvent = { ...envelope, event: printable(call.event) };
    call.socket.emit("error:socket", event);
  }
}

/** A handler that names its payload first gets the socket, and often returns it. */
function explained(call: Call, reply: unknown, reason: string): string {
  if (reply !== call.socket) return `The reply ${reason}; return plain data, or nothing.`;
  return (
    "The handler returned its socket, which cannot travel: the first argument of a handler is the socket, the second is the " +
    "payload. Return plain data, or nothing."
  );
}

function isGone(call: Call): boolean {
  return call.host.isClosed || (call.socket.connected as boolean | undefined) === false;
}
