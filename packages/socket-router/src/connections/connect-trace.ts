import { channel, tracingChannel } from "node:diagnostics_channel";
import { ignore, Tracing } from "@carillon/socket-contract/server";
import type { ConnectTrace, DisconnectMessage } from "@carillon/socket-contract/server";
import type { Socket } from "socket.io";
import type { Dispatcher } from "../dispatch/dispatcher.js";

const connectChannel = tracingChannel<unknown, ConnectTrace>("carillon:connect");
const disconnectChannel = channel("carillon:disconnect");

/**
 * Traces the opening of a connection, and arranges for the message at its end.
 *
 * @param work - Runs the connect hooks and gets what ends the trace.
 */
export function traceConnect(
  dispatcher: Dispatcher,
  work: (finish: (outcome: string) => void) => void,
): void {
  const { socket } = dispatcher;
  if (!connectChannel.hasSubscribers && !disconnectChannel.hasSubscribers) {
    work(ignore);
    return;
  }
  const tracing = new Tracing<ConnectTrace>(connectChannel, {
    namespace: (socket as Partial<Socket>).nsp?.name ?? "/",
    recovered: (socket as Partial<Socket>).recovered ?? false,
    outcome: undefined,
  });
  dispatcher.trace = tracing.trace;
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
