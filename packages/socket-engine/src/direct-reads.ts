import type { Server } from "socket.io";
import { CorkedSocket } from "./corked-socket.js";
import { onEachConnection, readingOf } from "./socket-io-internals.js";
import type { EngineConnection, Reading } from "./socket-io-internals.js";

/** What an Engine.IO message begins with: "4". */
const message = 52;

/**
 * Gives the messages of WebSockets straight to Socket.IO's parser, without Engine.IO's events in between.
 *
 * A message goes straight if it is text, its WebSocket is one of {@link carillonEngine}'s, no answer to a ping is awaited, and
 * only Engine.IO and Socket.IO listen to the connection's and the transport's `packet`, `data` and `message`. Every other message
 * takes the ordinary way. What a handler receives, and in which order, is the same.
 *
 * This reaches below the public interface of Engine.IO: connections that do not have the shape of 6.6 are left alone.
 *
 * @param io - A server on an HTTP server, made with {@link carillonEngine}.
 * @returns `false` where the server has no Engine.IO yet, because it does not listen.
 * @example
 * const io = new Server(httpServer, carillonEngine());
 * readDirectly(io);
 */
export function readDirectly(io: Server): boolean {
  return onEachConnection(io, (connection) => {
    if (connection.transport.socket instanceof CorkedSocket) takeOver.call(connection);
    else connection.once("upgrade", takeOver);
  });
}

/** Listens to a WebSocket in the place of Engine.IO's transport. */
function takeOver(this: EngineConnection): void {
  const { socket } = this.transport;
  if (!(socket instanceof CorkedSocket)) return;
  const reading = readingOf(this, socket);
  if (reading === undefined) return;
  socket.reading = reading;
  socket.off("message", reading.onMessage);
  socket.on("message", onMessage as Reading["onMessage"]);
}

/** One function for all WebSockets. */
function onMessage(this: CorkedSocket, data: Buffer, isBinary: boolean): void {
  const { reading } = this;
  if (reading === undefined) return;
  // An Engine.IO message without content is not a packet of Socket.IO's without content.
  const isMessage = !isBinary && data.length > 1 && data[0] === message;
  if (isMessage && isStraight(reading)) reading.onData.call(reading.connection, data.toString("utf8", 1));
  else reading.onMessage.call(this, data, isBinary);
}

/** Whether no one would hear of a message on its way, and Engine.IO itself would only pass it on. */
function isStraight({ connection, transport, onPacket, onData, emit }: Reading): boolean {
  const { _events: events } = connection;
  return (
    connection.transport === transport &&
    connection.readyState === "open" &&
    // The first message while a pong is awaited gives the client more time.
    (connection.pingTimeoutTimer === null || connection.hasRefreshedPingTimeout) &&
    transport._events["packet"] === onPacket &&
    events["packet"] === undefined &&
    events["data"] === onData &&
    events["message"] === undefined &&
    connection.emit === emit &&
    transport.emit === emit
  );
}
