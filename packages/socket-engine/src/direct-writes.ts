import type { Server } from "socket.io";
import { CorkedSocket } from "./corked-socket.js";

/** What Engine.IO's socket has, as of 6.6. */
interface Connection {
  readonly protocol: number;
  readonly readyState: string;
  readonly writeBuffer: readonly unknown[];
  readonly transport: {
    readonly writable: boolean;
    readonly socket?: unknown;
    readonly _onSent?: (error?: Error) => void;
  };
  readonly server: { listenerCount(event: string): number };
  readonly [overlooked]?: number;
  listenerCount(event: string): number;
  write: Write;
}

type Write = (
  this: Connection,
  data: unknown,
  options?: { readonly volatile?: boolean },
  callback?: unknown,
) => Connection;

const overlooked: unique symbol = Symbol.for("carillon.engine.overlooked") as never;

/**
 * Lets packets go straight to the WebSockets that can take them, without Engine.IO's queue.
 *
 * A packet goes straight if it is short text, its WebSocket is one of {@link carillonEngine}'s without compression, nothing
 * waits in front of it, and nobody listens to Engine.IO's `packetCreate`, `flush` or `drain`. Every other packet takes
 * the ordinary way. The bytes and their order are the same.
 *
 * This reaches below the public interface of Engine.IO: connections that do not have the shape of 6.6 are left alone.
 *
 * @param io - A server on an HTTP server, made with {@link carillonEngine}.
 * @returns `false` where there is no Engine.IO to speak of, as on a server that does not listen yet.
 * @example
 * const io = new Server(httpServer, carillonEngine());
 * writeDirectly(io);
 */
export function writeDirectly(io: Server): boolean {
  const engine = (io as Partial<Server>).engine;
  if (typeof engine?.on !== "function") return false;
  engine.on("connection", (connection: Connection) => {
    if (isKnown(connection)) connection.write = write;
  });
  return true;
}

/**
 * Says that one listener of `packetCreate` and one of `flush` need not hear of packets that go straight.
 *
 * @param connection - Engine.IO's connection that has these listeners.
 */
export function overlookListeners(connection: object): void {
  Object.defineProperty(connection, overlooked, { value: 1 });
}

function isKnown(connection: Partial<Connection>): connection is Connection {
  const { protocol, readyState, writeBuffer, transport, server, write: known } = connection;
  return (
    typeof protocol === "number" &&
    typeof readyState === "string" &&
    Array.isArray(writeBuffer) &&
    typeof transport?.writable === "boolean" &&
    typeof server?.listenerCount === "function" &&
    typeof known === "function" &&
    known.length === 3 &&
    // Somebody else's on this very connection would be lost.
    !Object.hasOwn(connection, "write")
  );
}

/** One function for all connections. Socket.IO's client calls it for each encoded packet. */
function write(
  this: Connection,
  data: unknown,
  options?: { readonly volatile?: boolean },
  callback?: unknown,
): Connection {
  const { transport } = this;
  const { socket, _onSent: onSent = ignore } = transport;
  if (
    typeof data === "string" &&
    callback === undefined &&
    socket instanceof CorkedSocket &&
    transport.writable &&
    this.writeBuffer.length === 0 &&
    this.readyState === "open" &&
    this.protocol === 4 &&
    !isHeard(this) &&
    socket.writeMessage(data, options?.volatile === true, onSent)
  ) {
    return this;
  }
  // Engine.IO may write frames of its own to the stream.
  if (socket instanceof CorkedSocket) socket.release();
  return ordinaryWrite.call(this, data, options, callback);
}

const ordinaryWrite: Write = function (data, options, callback) {
  const { write: inherited } = Object.getPrototypeOf(this) as Connection;
  return inherited.call(this, data, options, callback);
};

function isHeard(connection: Connection): boolean {
  const { server, [overlooked]: unheard = 0 } = connection;
  return (
    connection.listenerCount("packetCreate") > unheard ||
    connection.listenerCount("flush") > unheard ||
    connection.listenerCount("drain") > 0 ||
    server.listenerCount("flush") > 0 ||
    server.listenerCount("drain") > 0
  );
}

function ignore(): void {
  // A connection that cannot be written to closes, and says so.
}
