import type { Server } from "socket.io";
import { CorkedSocket } from "./corked-socket.js";
import { countOf, onEachConnection, ordinaryWrite, replaceWrite } from "./socket-io-internals.js";
import type { EngineConnection, EngineWriteOptions } from "./socket-io-internals.js";

const overlooked: unique symbol = Symbol.for("carillon.engine.overlooked") as never;

/**
 * Writes packets straight to the WebSockets that can take them, without Engine.IO's queue.
 *
 * A packet goes straight if it is short text, its WebSocket is one of {@link carillonEngine}'s without compression, nothing
 * waits in front of it, and Engine.IO's `packetCreate`, `flush` and `drain` have no listeners. Every other packet takes the
 * ordinary way. The bytes and their order are the same.
 *
 * This reaches below the public interface of Engine.IO: connections that do not have the shape of 6.6 keep their own `write`.
 *
 * @param io - A server on an HTTP server, made with {@link carillonEngine}.
 * @returns `false` where the server has no Engine.IO yet, because it does not listen.
 * @example
 * const io = new Server(httpServer, carillonEngine());
 * writeDirectly(io);
 */
export function writeDirectly(io: Server): boolean {
  return onEachConnection(io, (connection) => void replaceWrite(connection, write));
}

/**
 * Declares that one listener of `packetCreate` and one of `flush` do not need the packets that go straight.
 *
 * @param connection - Engine.IO's connection that has these listeners.
 */
export function overlookListeners(connection: object): void {
  Object.defineProperty(connection, overlooked, { value: 1 });
}

/** One function for all connections. Socket.IO's client calls it for each part of an encoded packet. */
function write(
  this: EngineConnection,
  data: unknown,
  options?: EngineWriteOptions,
  callback?: unknown,
): EngineConnection {
  const { transport } = this;
  const { socket, _onSent: onSent = ignore } = transport;
  if (!(socket instanceof CorkedSocket)) return ordinaryWrite.call(this, data, options, callback);
  if (options?.volatile === true && isDropped(socket, options)) return this;
  if (
    typeof data === "string" &&
    callback === undefined &&
    transport.writable &&
    this.writeBuffer.length === 0 &&
    this.readyState === "open" &&
    this.protocol === 4 &&
    !hasListeners(this) &&
    socket.writeMessage(data, onSent)
  ) {
    return this;
  }
  // Engine.IO may write frames of its own to the stream.
  socket.release();
  return ordinaryWrite.call(this, data, options, callback);
}

/** The volatile packet that was written last, and the decision that holds for its further parts. */
let lastSocket: CorkedSocket | undefined;
let lastOptions: object | undefined;
let wasDropped = false;

/**
 * Whether Socket.IO would have dropped a volatile packet, had the packets before it taken the ordinary way.
 *
 * Socket.IO decides once for a packet, before its first part, by `transport.writable`, which direct writes leave as it is.
 */
function isDropped(socket: CorkedSocket, options: object): boolean {
  if (lastSocket !== socket || lastOptions !== options) {
    lastSocket = socket;
    lastOptions = options;
    wasDropped = socket.isSending;
  }
  return wasDropped;
}

function hasListeners(connection: EngineConnection): boolean {
  const { [overlooked]: exempt = 0 } = connection as EngineConnection & { readonly [overlooked]?: number };
  const { _events: events, server } = connection;
  return (
    countOf(events["packetCreate"]) > exempt ||
    countOf(events["flush"]) > exempt ||
    countOf(events["drain"]) > 0 ||
    countOf(server._events["flush"]) > 0 ||
    countOf(server._events["drain"]) > 0
  );
}

function ignore(): void {
  // A connection that cannot be written to closes by itself, with an event.
}
