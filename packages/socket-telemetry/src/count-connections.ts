import { subscribe, tracingChannel, unsubscribe } from "node:diagnostics_channel";
import type { TracingChannelSubscribers } from "node:diagnostics_channel";
import type { ConnectTrace, DisconnectMessage } from "@carillon/socket-contract/server";
import type { Recording } from "./recorder.js";

/**
 * Counts the open connections, of those that opened since the call.
 *
 * @returns Stops counting, and takes the connections that are still open out of the count.
 */
export function countConnections({ meter, namespaces }: Recording): () => void {
  if (meter === undefined) return () => undefined;
  const count = meter.createUpDownCounter("carillon.connections", {
    description: "Connections that are open.",
    unit: "{connection}",
  });
  /** The counted connections, each with the namespace of its label. */
  const open = new Map<ConnectTrace, string>();
  const channel = tracingChannel<unknown, ConnectTrace>("carillon:connect");

  function add(by: 1 | -1, namespace: string): void {
    count.add(by, { "messaging.system": "socket.io", "messaging.destination.name": namespace });
  }

  function begun(connection: ConnectTrace): void {
    const namespace = namespaces.of(connection.namespace);
    open.set(connection, namespace);
    add(1, namespace);
  }

  function ended(message: unknown): void {
    const { connection } = message as DisconnectMessage;
    const namespace = connection && open.get(connection);
    if (connection === undefined || namespace === undefined) return;
    open.delete(connection);
    add(-1, namespace);
  }

  const beginnings = { start: begun } as TracingChannelSubscribers<ConnectTrace>;
  channel.subscribe(beginnings);
  subscribe("carillon:disconnect", ended);
  return () => {
    channel.unsubscribe(beginnings);
    unsubscribe("carillon:disconnect", ended);
    for (const namespace of open.values()) add(-1, namespace);
    open.clear();
  };
}
