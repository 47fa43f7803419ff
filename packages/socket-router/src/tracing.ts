import { channel, tracingChannel } from "node:diagnostics_channel";
import type { TracingChannel } from "node:diagnostics_channel";
import { Tracing } from "@carillon/socket-contract/server";
import type { ConnectTrace, DisconnectMessage, DispatchTrace } from "@carillon/socket-contract/server";
import type { Socket } from "socket.io";
import type { Call } from "./call.js";
import type { Connection } from "./connection.js";
import { unknownEvent } from "./route-table.js";

/** One trace for each event. Ask for `hasSubscribers` first. */
export const dispatchChannel: TracingChannel<unknown, DispatchTrace> = tracingChannel("carillon:dispatch");

const connectChannel: TracingChannel<unknown, ConnectTrace> = tracingChannel("carillon:connect");
const disconnectChannel = channel("carillon:disconnect");

/** Runs an event inside of its trace; whoever settles the call ends it. */
export function traceDispatch(call: Call, work: () => void): void {
  const { connection, event, route } = call;
  const isKnown = connection.hasRoute(event);
  const tracing = new Tracing<DispatchTrace>(dispatchChannel, {
    event: isKnown ? event : route === unknownEvent ? "(unknown)" : "(fallback)",
    namespace: call.namespace,
    requestId: call.requestId,
    hasAck: call.ack !== undefined,
    connection: connection.trace,
    outcome: undefined,
  });
  call.tracing = tracing;
  tracing.run(work);
}

/**
 * Traces the opening of a connection, and arranges for the message at its end.
 *
 * @param work - Runs the connect hooks and gets what ends the trace.
 */
export function traceConnect(
  connection: Connection,
  work: (finish: (outcome: string) => void) => void,
): void {
  const { socket } = connection;
  if (!connectChannel.hasSubscribers && !disconnectChannel.hasSubscribers) {
    work(ignore);
    return;
  }
  const tracing = new Tracing<ConnectTrace>(connectChannel, {
    namespace: (socket as Partial<Socket>).nsp?.name ?? "/",
    recovered: (socket as Partial<Socket>).recovered ?? false,
    outcome: undefined,
  });
  connection.trace = tracing.trace;
  socket.on("disconnect", (reason) => {
    tracing.finish("disconnected");
    const message: DisconnectMessage = {
      namespace: tracing.trace.namespace,
      reason,
      connection: tracing.trace,
    };
    disconnectChannel.publish(message);
  });
  tracing.run(() => {
    work((outcome) => void tracing.finish(outcome));
  });
}

function ignore(): void {
  // Nobody listens.
}
