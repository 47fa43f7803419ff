import { EventEmitter } from "node:events";
import type { IncomingMessage } from "node:http";
import { Socket as TcpSocket } from "node:net";
import type { Duplex } from "node:stream";
import type { Server } from "socket.io";
import type { WebSocket } from "ws";

/*
 * Everything of this package that reaches below the public interfaces of Socket.IO, Engine.IO, `ws` and Node's streams, as of
 * Socket.IO 4.8, Engine.IO 6.6, socket.io-parser 4.2 and ws 8.23. Where a shape differs, the ordinary way is taken.
 */

/**
 * As Node's `EventEmitter` keeps its listeners: an object without a prototype, with a function or several for each event.
 *
 * It is read where `listenerCount` is too dear: for each packet, several times.
 */
type ListenerTable = Record<PropertyKey, unknown>;

/** What the `emit` of Engine.IO's emitters is, unless other code has replaced it. */
// eslint-disable-next-line @typescript-eslint/unbound-method -- it is only compared
const { emit } = EventEmitter.prototype;

/** An emitter of Node's, from within. */
interface NodeEmitter {
  readonly _events: Readonly<ListenerTable>;
  readonly emit: unknown;
}

/** The parts of Engine.IO's `Socket` that direct writes and direct reads use. */
export interface EngineConnection extends NodeEmitter {
  readonly protocol: number;
  readonly readyState: string;
  readonly writeBuffer: readonly unknown[];
  readonly transport: EngineTransport;
  readonly server: { readonly _events: Readonly<ListenerTable> };
  /** Runs while a pong is awaited. */
  readonly pingTimeoutTimer: object | null;
  /** Whether a message has already given the client more time for that pong. */
  readonly hasRefreshedPingTimeout: boolean;
  once(event: "upgrade", listener: (this: EngineConnection) => void): unknown;
  write: EngineWrite;
}

/** The parts of Engine.IO's transports that are used. */
interface EngineTransport extends NodeEmitter {
  readonly writable: boolean;
  readonly socket?: unknown;
  readonly _onSent?: (error?: Error) => void;
}

/** Calls a function for each connection from now on; `false` where a server has no Engine.IO, because it does not listen. */
export function onEachConnection(io: Server, call: (connection: EngineConnection) => void): boolean {
  const { engine } = io as Partial<Server>;
  if (typeof engine?.on !== "function") return false;
  engine.on("connection", call);
  return true;
}

/** How many listeners an entry of a {@link ListenerTable} holds. */
export function countOf(listeners: unknown): number {
  if (listeners === undefined) return 0;
  return Array.isArray(listeners) ? listeners.length : 1;
}

/** Options of one packet. Socket.IO passes the same object with each part of a packet, one right after the other. */
export interface EngineWriteOptions {
  readonly volatile?: boolean;
}

/** Engine.IO's `socket.write`, which Socket.IO's client calls for each encoded packet. */
export type EngineWrite = (
  this: EngineConnection,
  data: unknown,
  options?: EngineWriteOptions,
  callback?: unknown,
) => EngineConnection;

/**
 * Replaces the `write` of a connection, where the connection has the shape of Engine.IO 6.6 and its `write` is Engine.IO's own.
 *
 * @returns Whether it was replaced. A connection of another shape keeps its `write`.
 */
export function replaceWrite(connection: Partial<EngineConnection>, write: EngineWrite): boolean {
  if (!hasKnownShape(connection)) return false;
  connection.write = write;
  return true;
}

/** Engine.IO's own `write`, whatever this connection has in its place. */
export const ordinaryWrite: EngineWrite = function (data, options, callback) {
  const { write: inherited } = Object.getPrototypeOf(this) as EngineConnection;
  return inherited.call(this, data, options, callback);
};

function hasKnownShape(connection: Partial<EngineConnection>): connection is EngineConnection {
  const { protocol, readyState, writeBuffer, transport, server, _events: events, write: known } = connection;
  return (
    typeof protocol === "number" &&
    typeof readyState === "string" &&
    Array.isArray(writeBuffer) &&
    typeof transport?.writable === "boolean" &&
    typeof server?._events === "object" &&
    typeof events === "object" &&
    typeof known === "function" &&
    known.length === 3 &&
    // A `write` that the application set on this very connection would be lost.
    !Object.hasOwn(connection, "write")
  );
}

/** A WebSocket whose messages go straight, and what stood on their way when that began. */
export interface Reading {
  readonly connection: EngineConnection;
  readonly transport: EngineTransport;
  /** The transport's listener of the WebSocket's `message`. */
  readonly onMessage: (this: WebSocket, data: Buffer, isBinary: boolean) => void;
  /** The connection's listener of the transport's `packet`. */
  readonly onPacket: unknown;
  /** Socket.IO's listener of the connection's `data`. */
  readonly onData: (this: EngineConnection, text: string) => void;
  /** Node's own `emit`. */
  readonly emit: unknown;
}

/** The way of a WebSocket's messages to Socket.IO; `undefined` where it is not that of Engine.IO 6.6, or others listen on it. */
export function readingOf(connection: EngineConnection, webSocket: WebSocket): Reading | undefined {
  const { transport, protocol, pingTimeoutTimer, hasRefreshedPingTimeout } = connection;
  const onMessage = onlyListener(webSocket, "message", "") as Reading["onMessage"] | undefined;
  const onPacket = onlyListener(transport, "packet", "bound onPacket");
  const onData = onlyListener(connection, "data", "bound ondata") as Reading["onData"] | undefined;
  const isKnown =
    protocol === 4 &&
    typeof pingTimeoutTimer === "object" &&
    typeof hasRefreshedPingTimeout === "boolean" &&
    connection.emit === emit &&
    transport.emit === emit &&
    !Object.hasOwn(transport, "onPacket");
  if (!isKnown || onMessage === undefined || onPacket === undefined || onData === undefined) return undefined;
  return { connection, transport, onMessage, onPacket, onData, emit };
}

/** The only listener of an event, if that is its name. */
function onlyListener(emitter: object, event: string, name: string): unknown {
  const listener = (emitter as Partial<NodeEmitter>)._events?.[event];
  return typeof listener === "function" && listener.name === name ? listener : undefined;
}

/** The parts of `ws` below its public interface; Engine.IO reads some of them too. */
interface WebSocketInternals {
  readonly _socket: Duplex | null;
  /** What was negotiated; compression is the only extension that there is. */
  readonly _extensions: Readonly<Record<string, unknown>>;
}

/** The stream under a WebSocket, or `null` before it opened and after it closed. */
export function streamOf(webSocket: WebSocket): Duplex | null {
  return (webSocket as unknown as WebSocketInternals)._socket;
}

/** Whether an extension was negotiated that changes frames. */
export function hasExtensions(webSocket: WebSocket): boolean {
  return Object.keys((webSocket as unknown as WebSocketInternals)._extensions).length > 0;
}

/** Whether `_write` of a stream may be called past its queue: one of Node's own TCP sockets, with its own `_write`. */
export function writesAtOnce(stream: Duplex): boolean {
  return Object.getPrototypeOf(stream) === TcpSocket.prototype && !Object.hasOwn(stream, "_write");
}

/** The state of Socket.IO's decoder between the parts of a binary packet, and its options. */
interface DecoderInternals {
  readonly reconstructor: unknown;
  readonly opts: { readonly reviver?: unknown };
}

/** Whether a decoder waits for binary parts, or was made with a `reviver`; a short cut would skip either. */
export function needsOwnDecoding(decoder: unknown): boolean {
  const { reconstructor, opts } = decoder as DecoderInternals;
  return Boolean(reconstructor) || opts.reviver !== undefined;
}

/** A connection of Engine.IO that just opened or was upgraded. */
export interface KeptConnection {
  /** The request that it began with; WebTransport has none. */
  readonly request?: IncomingMessage;
  readonly transport: { readonly name: string; readonly socket?: unknown };
  once(event: "upgrade", listener: (this: KeptConnection) => void): unknown;
}

/** A connection over a WebSocket, with the shape of Engine.IO 6.6. */
export interface WebSocketConnection extends EventEmitter {
  readonly transport: EventEmitter & { readonly socket: EventEmitter };
  /** What takes the connection's listeners off the transport. */
  cleanupFn: readonly unknown[];
}

/** A connection, if it is over a WebSocket and has the shape of Engine.IO 6.6. */
export function overWebSocket(connection: object): WebSocketConnection | undefined {
  const { transport, cleanupFn } = connection as Partial<WebSocketConnection>;
  return connection instanceof EventEmitter &&
    transport instanceof EventEmitter &&
    (transport as { readonly name?: unknown }).name === "websocket" &&
    transport.socket instanceof EventEmitter &&
    Array.isArray(cleanupFn)
    ? (connection as WebSocketConnection)
    : undefined;
}

/** Removes what Engine.IO listens to on a WebSocket for its upgrade, and on its transport for answers to polls. */
export function dropUpgradeListeners({ transport }: WebSocketConnection): void {
  transport.removeAllListeners("headers");
  for (const listener of transport.socket.listeners("error") as ((error: unknown) => void)[]) {
    if (listener.name === "onUpgradeError") transport.socket.off("error", listener);
  }
}

/**
 * Makes what shortens the tables of listeners of one kind of emitter.
 *
 * V8 keeps an object without a prototype as a hash table, 450 bytes for five events. One of a constructor whose prototype has none has 64:
 * V8 counts how many properties such objects get.
 *
 * @param final - Events that are emitted once at most, whose listeners need no `once`.
 */
export function listenerCompactor(...final: readonly string[]): (emitter: EventEmitter) => void {
  const Table = function () {
    // Its properties are the events.
  } as unknown as { new (): ListenerTable; prototype: unknown };
  Table.prototype = Object.create(null);

  return function compact(emitter) {
    const kept = emitter as unknown as { _events?: ListenerTable };
    if (typeof kept._events !== "object") return;
    const table = new Table();
    for (const event of Reflect.ownKeys(kept._events)) {
      const listeners = kept._events[event];
      const isFinal = final.includes(event as string);
      if (Array.isArray(listeners))
        table[event] = isFinal ? listeners.map(unwrapped) : [...(listeners as unknown[])];
      else table[event] = isFinal ? unwrapped(listeners) : listeners;
    }
    kept._events = table;
  };
}

/** The listener within the function that `once` puts around it, which Node shows with `rawListeners`. */
function unwrapped(listener: unknown): unknown {
  return (listener as { readonly listener?: unknown } | undefined)?.listener ?? listener;
}
