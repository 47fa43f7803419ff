import type { FailureEnvelope } from "../envelope.js";
import type { Logger } from "@carillon/socket-scrub";
import { PendingAnswer } from "./pending-answer.js";
import { isSocketException } from "../socket-exception.js";
import { failureOf, successOf, unexpectedError } from "./envelope.js";

/** What {@link answerEvent} needs of a Socket.IO server socket. */
export interface AnsweredSocket {
  readonly connected: boolean;
  emit(event: string, payload: unknown): unknown;
}

type Ack = (envelope: unknown) => void;

/**
 * Runs the work behind a client's event and answers exactly once, whatever happens.
 *
 * For packages that answer events by themselves, without a router. A drain of the server waits for the answer.
 *
 * @param socket - Who asked. Nothing is sent once it is disconnected.
 * @param event - The event's name, for `error:socket` and the log.
 * @param args - What the client sent; a function at the end is its ack.
 * @param work - Gets the payload and returns the reply.
 * @param logger - Gets what the client must not see.
 */
export async function answerEvent(
  socket: AnsweredSocket,
  event: string,
  args: readonly unknown[],
  work: (payload: unknown) => unknown,
  logger: Logger,
): Promise<void> {
  const last = args.at(-1);
  const ack = typeof last === "function" ? (last as Ack) : undefined;
  const pending = new PendingAnswer(socket);
  try {
    const data = await pending.run(() => work(args[0] === ack ? undefined : args[0]));
    if (socket.connected) ack?.(successOf(data));
  } catch (error) {
    refuse(socket, event, ack, envelopeOf(error, event, logger));
  } finally {
    pending.end();
  }
}

/**
 * What a client may know of an error; what it may not know is logged under the same `requestId`.
 *
 * @param error - Anything that was thrown.
 * @param event - The event that failed, for the log.
 * @param logger - Gets what the client must not see.
 */
export function envelopeOf(error: unknown, event: string, logger: Logger): FailureEnvelope {
  if (isSocketException(error)) return failureOf(error);
  const requestId = crypto.randomUUID();
  logger.error(
    { event: "client_event_failed", socketEvent: event, err: error, requestId },
    "An event failed",
  );
  return failureOf(unexpectedError(), requestId);
}

function refuse(
  socket: AnsweredSocket,
  event: string,
  ack: Ack | undefined,
  envelope: FailureEnvelope,
): void {
  if (!socket.connected) return;
  try {
    if (ack === undefined) socket.emit("error:socket", { ...envelope, event });
    else ack(envelope);
  } catch {
    // The exception's own `data` cannot be sent: the bare envelope can.
    const bare = failureOf(unexpectedError());
    if (ack === undefined) socket.emit("error:socket", { ...bare, event });
    else ack(bare);
  }
}
