/**
 * All that this package uses below the public interfaces of Socket.IO, Engine.IO and ws, as of socket.io 4.8.
 *
 * | what | where | where the shape differs |
 * | --- | --- | --- |
 * | the dispatch step of a socket | `dispatch`, `run`, `fns`, `_onerror` of `Socket` | `socket.use` is taken instead, or `on` |
 * | `Socket#use` replaced on one socket | public, its replacement is not | the router runs ahead of guards that are added later |
 * | the namespace of a pattern | `parentNamespacesFromRegExp` of `Server` | two layers on one pattern do not share its sockets |
 * | how a client enters a namespace | `_add`, `_remove` of `Namespace`, `_nsps`, `parentNsps` of `Server` | namespaces of a pattern stay, though every client was refused |
 * | all namespaces of a server | `_nsps` of `Server` | a drain does not tell or wait for their sockets |
 * | all connections | `clients` of the engine | a drain does not close them; `io.close()` does |
 * | refusals of handshakes | `use` of the engine, `connection` of the engine | handshakes go on while a server drains |
 * | a transport's farewell | `closeTimeout` of polling, `socket` of WebSocket | closing takes Engine.IO's own time |
 */
import { EventEmitter } from "node:events";
import type { Namespace, Server, Socket } from "socket.io";

/** What a socket's own `emit` hides: it sends to the client. */
// eslint-disable-next-line @typescript-eslint/unbound-method -- it is applied to sockets
const { emit } = EventEmitter.prototype;

/** A socket whose dispatch step has the shape that is known. */
export interface DispatchingSocket {
  /** The middleware of `socket.use`. */
  readonly fns: readonly unknown[];
  run(event: unknown[], done: (error?: Error) => void): void;
  dispatch(event: unknown[]): void;
  _onerror(error: Error): void;
}

/** Whether a socket's dispatch step can be replaced. */
export function hasKnownDispatch(socket: object): socket is DispatchingSocket {
  const { dispatch, run, fns, _onerror: onError } = socket as Partial<DispatchingSocket>;
  return (
    typeof dispatch === "function" &&
    // The application's own on this very socket would be lost.
    !Object.hasOwn(socket, "dispatch") &&
    dispatch.length === 1 &&
    typeof run === "function" &&
    run.length === 2 &&
    typeof onError === "function" &&
    Array.isArray(fns)
  );
}

/** Replaces the dispatch step, which Socket.IO calls for each event, after `onAny` and before `socket.use`. */
export function replaceDispatch(
  socket: object,
  dispatch: (this: DispatchingSocket, args: unknown[]) => void,
): void {
  (socket as DispatchingSocket).dispatch = dispatch;
}

/** Replaces `socket.use` on one socket. */
export function replaceUse(socket: Socket, use: (guard: Parameters<Socket["use"]>[0]) => Socket): void {
  socket.use = use;
}

/** Calls the application's own listeners of an event. */
export function callListeners(socket: Socket, args: readonly unknown[]): void {
  emit.apply(socket, args as [string, ...unknown[]]);
}

/** The namespaces that a server has now; a fake has none. */
export function namespacesOf(io: Server): Namespace[] {
  return [...((io as Partial<Server>)._nsps?.values() ?? [])];
}

/**
 * A namespace, or the one of a pattern.
 *
 * `io.of(pattern)` makes another parent at each call, and only the first one gets sockets: one that exists is used. Private in Socket.IO;
 * without it, each call makes its own.
 */
export function namespaceOf(io: Server, name: string | RegExp): Namespace {
  const { parentNamespacesFromRegExp } = io as unknown as {
    readonly parentNamespacesFromRegExp?: ReadonlyMap<unknown, Namespace>;
  };
  return parentNamespacesFromRegExp?.get(name) ?? io.of(name);
}

type Add = (client: unknown, auth: unknown, entered: (socket: Socket) => void) => unknown;
type Remove = (socket: Socket) => void;

/** How clients enter one namespace, for as long as it is replaced. */
export interface Admission {
  /** Socket.IO's own: lets a client in, or calls `remove`. */
  readonly add: Add;
  /** Socket.IO's own: for a socket that was refused, or that leaves. */
  readonly remove: Remove;
  readonly replace: (add: Add, remove: Remove) => void;
  readonly restore: () => void;
}

/**
 * How clients enter a namespace.
 *
 * `_add` and `_remove` are private in Socket.IO. `undefined` where they are not there, or are replaced by something else already.
 */
export function admissionOf(namespace: Namespace): Admission | undefined {
  const steps = namespace as unknown as { _add?: Add; _remove?: Remove };
  const { _add: add, _remove: remove } = steps;
  if (typeof add !== "function" || typeof remove !== "function") return undefined;
  if (Object.hasOwn(steps, "_add") || Object.hasOwn(steps, "_remove")) return undefined;
  return {
    add: add.bind(namespace),
    remove: remove.bind(namespace),
    replace: (itsAdd, itsRemove) => {
      steps._add = itsAdd;
      steps._remove = itsRemove;
    },
    restore: () => {
      delete steps._add;
      delete steps._remove;
    },
  };
}

/** Takes a namespace of a pattern from its server, as Socket.IO itself does with `cleanupEmptyChildNamespaces`. */
export function forgetNamespace(io: Server, namespace: Namespace): void {
  const { _nsps: namespaces, parentNsps: parents } = io as unknown as {
    readonly _nsps?: Map<string, Namespace>;
    readonly parentNsps?: ReadonlyMap<unknown, { readonly children?: Set<Namespace> }>;
  };
  if (namespaces?.get(namespace.name) !== namespace || parents === undefined) return;
  namespaces.delete(namespace.name);
  for (const { children } of parents.values()) children?.delete(namespace);
  void namespace.adapter.close();
}

/** The sockets of each connection, in all namespaces. */
export function socketsByConnection(io: Server): Map<object, Socket[]> {
  const byConnection = new Map<object, Socket[]>();
  for (const namespace of namespacesOf(io)) {
    for (const socket of namespace.sockets.values()) {
      const known = byConnection.get(socket.conn);
      if (known === undefined) byConnection.set(socket.conn, [socket]);
      else known.push(socket);
    }
  }
  return byConnection;
}

/** What is used of Engine.IO, whose own types keep it from being called from outside of a request. */
export interface Engine {
  readonly clients?: Readonly<Record<string, EngineConnection>>;
  use(middleware: EngineMiddleware): void;
  on(event: "connection", listener: (connection: EngineConnection) => void): unknown;
}

/** A middleware of Engine.IO. An upgrade has no response of Node's, only the connection itself. */
export type EngineMiddleware = (request: EngineRequest, response: object, next: () => void) => void;

/** What is used of a request to Engine.IO. */
export interface EngineRequest {
  readonly socket: { end(data: string): unknown };
}

/** What is used of an Engine.IO connection: one client, whatever namespaces it is in. */
export interface EngineConnection {
  readonly readyState: string;
  readonly transport: EngineTransport;
  /** Sends what waits, then closes; with `discard` at once. */
  close(discard?: boolean): unknown;
  once(event: "close", listener: () => void): unknown;
}

/** What is used of a transport. */
export interface EngineTransport {
  /** Of polling: how long it waits for the request that can carry its last packet. */
  closeTimeout?: number;
  /** Of WebSocket: `ws`'s own. */
  readonly socket?: {
    readonly readyState?: number;
    once?(event: "close", listener: () => void): unknown;
    terminate?(): void;
  };
}

/** The engine of a server that listens; a fake has none. */
export function engineOf(io: Server): Engine | undefined {
  return (io as unknown as { readonly engine?: Engine }).engine;
}

/** Every connection of a server, those without a socket, too. */
export function engineConnections(io: Server): EngineConnection[] {
  return Object.values(engineOf(io)?.clients ?? {});
}
