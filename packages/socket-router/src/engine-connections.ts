import { setTimeout as pause } from "node:timers/promises";
import type { Server, Socket } from "socket.io";

/** What is used of an Engine.IO connection: one client, whatever namespaces it is in. */
export interface EngineConnection {
  readonly readyState: string;
  readonly transport: EngineTransport;
  /** Sends what waits, then closes; with `discard` at once. */
  close(discard?: boolean): unknown;
  once(event: "close", listener: () => void): unknown;
}

interface EngineTransport {
  /** Of polling: how long it waits for the request that can carry its good-bye. */
  closeTimeout?: number;
  /** Of WebSocket: `ws`'s own. */
  readonly socket?: {
    readonly readyState?: number;
    once?(event: "close", listener: () => void): unknown;
    terminate?(): void;
  };
}

/** How long a client may take to answer that it is closed, in milliseconds. */
const farewellMs = 1_000;
const webSocketClosed = 3;

/** Every connection of a server, those without a socket, too. */
export function engineConnections(io: Server): EngineConnection[] {
  const { engine } = io as unknown as { engine?: { clients?: Readonly<Record<string, EngineConnection>> } };
  return Object.values(engine?.clients ?? {});
}

/** The sockets of each connection, in all namespaces. */
export function socketsByConnection(io: Server): Map<object, Socket[]> {
  const byConnection = new Map<object, Socket[]>();
  for (const namespace of (io as Partial<Server>)._nsps?.values() ?? []) {
    for (const socket of namespace.sockets.values()) {
      const known = byConnection.get(socket.conn);
      if (known === undefined) byConnection.set(socket.conn, [socket]);
      else known.push(socket);
    }
  }
  return byConnection;
}

/** Closes a connection behind what was sent on it. Whoever does not answer within a second is cut off. */
export async function hangUp(connection: EngineConnection): Promise<void> {
  const { transport } = connection;
  const webSocket = transport.socket;
  if (transport.closeTimeout !== undefined) transport.closeTimeout = farewellMs;
  connection.close();
  if (isGone()) return;
  const patience = new AbortController();
  await Promise.race([
    new Promise<void>((resolve) => {
      const look = (): void => void (isGone() && resolve());
      connection.once("close", look);
      webSocket?.once?.("close", look);
    }),
    pause(farewellMs, undefined, { signal: patience.signal }).catch(() => undefined),
  ]);
  patience.abort();
  if (isGone()) return;
  connection.close(true);
  webSocket?.terminate?.();

  function isGone(): boolean {
    return (
      connection.readyState === "closed" && (webSocket?.readyState ?? webSocketClosed) === webSocketClosed
    );
  }
}
