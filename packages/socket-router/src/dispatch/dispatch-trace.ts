import { tracingChannel } from "node:diagnostics_channel";
import type { TracingChannel } from "node:diagnostics_channel";
import { Tracing } from "@carillon/socket-contract/server";
import type { ConnectTrace, DispatchTrace } from "@carillon/socket-contract/server";
import type { Call } from "./call.js";
import { unknownEvent } from "./unknown-event.js";

/** One trace for each event. Ask for `hasSubscribers` first. */
export const dispatchChannel: TracingChannel<unknown, DispatchTrace> = tracingChannel("carillon:dispatch");

/** Runs an event inside of its trace, which ends when the call is settled. */
export function traceDispatch(
  call: Call,
  hasRoute: boolean,
  connection: ConnectTrace | undefined,
  work: () => void,
): void {
  const { event, route } = call;
  const tracing = new Tracing<DispatchTrace>(dispatchChannel, {
    event: hasRoute ? event : route === unknownEvent ? "(unknown)" : "(fallback)",
    namespace: call.namespace,
    requestId: call.requestId,
    hasAck: call.ack !== undefined,
    connection,
    outcome: undefined,
  });
  call.tracing = tracing;
  tracing.run(work);
}
