import { tracingChannel } from "node:diagnostics_channel";
import type { TracingChannel } from "node:diagnostics_channel";
import { traced } from "@carillon/socket-contract/server";
import type { AuthenticateTrace } from "@carillon/socket-contract/server";
import type { Socket } from "socket.io";

const authenticateChannel: TracingChannel<unknown, AuthenticateTrace> =
  tracingChannel("carillon:authenticate");

/** Whether the channel has a subscriber. Without one, a guard is asked as it is. */
export function isTraced(): boolean {
  return authenticateChannel.hasSubscribers;
}

/**
 * Asks a guard inside of a trace, where the channel has a subscriber.
 *
 * @param socket - The socket that it is asked about.
 * @param guard - Its name; several are joined by commas.
 * @param outcomeOf - Reads the outcome from the answer. Default: nothing at all is `unauthenticated`.
 * @returns What `ask` returned.
 */
export function tracedGuard<Answer>(
  socket: Socket,
  guard: string,
  phase: AuthenticateTrace["phase"],
  ask: () => Answer,
  outcomeOf: (answer: Awaited<Answer>) => string = (answer) => (answer ? "ok" : "unauthenticated"),
): Answer {
  if (!isTraced()) return ask();
  const namespace = (socket as Partial<Socket>).nsp?.name ?? "/";
  const trace: AuthenticateTrace = { namespace, guard, phase, outcome: undefined };
  return traced(authenticateChannel, trace, ask, outcomeOf);
}
