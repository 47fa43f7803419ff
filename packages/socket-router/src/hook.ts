import { EventEmitter } from "node:events";
import type { Socket } from "socket.io";
import type { Connection } from "./connection.js";

/**
 * How events are taken over from Socket.IO.
 *
 * - `"dispatch"`: at the socket's own dispatch step, where it has the shape that this module knows. The cheapest.
 * - `"use"`: through the public `socket.use` alone.
 * - `"on"`: one public listener for each route; for sockets that have nothing but `on`, such as fakes.
 */
export type Hook = "dispatch" | "use" | "on";

/** What a socket's own `emit` hides: it sends to the client. */
// eslint-disable-next-line @typescript-eslint/unbound-method -- it is applied to sockets
const { emit } = EventEmitter.prototype;

const connectionKey: unique symbol = Symbol("carillon.connection") as never;
const routerKey: unique symbol = Symbol.for("carillon.router") as never;

/** What Socket.IO's socket has below its public interface, as of 4.8. */
interface SocketInternals {
  readonly [connectionKey]: Connection;
  readonly fns: unknown[];
  run(event: unknown[], done: (error?: Error) => void): void;
  dispatch(event: unknown[]): void;
  _onerror(error: Error): void;
}

/**
 * Marks a server as answered by a router.
 *
 * @returns `false` when another router, or another copy of this package, answers it already.
 */
export function claim(io: object): boolean {
  if (Object.hasOwn(io, routerKey)) return false;
  Object.defineProperty(io, routerKey, { value: true });
  return true;
}

/** The connection that has taken over a socket, if any. */
export function connectionOf(socket: Socket): Connection | undefined {
  return (socket as Partial<Pick<SocketInternals, typeof connectionKey>>)[connectionKey];
}

/** Gives a connection the events of its socket. Everything else about the socket stays as it is. */
export function takeOver(connection: Connection, events: () => Iterable<string>, wanted?: Hook): void {
  const { socket } = connection;
  Object.defineProperty(socket, connectionKey, { value: connection });
  const hook = wanted ?? bestHook(socket);
  if (hook === "dispatch") (socket as unknown as SocketInternals).dispatch = dispatch;
  else if (hook === "use") takeOverMiddleware(socket, connection);
  else
    for (const event of events())
      socket.on(event, (...args: unknown[]) => void connection.arrive([event, ...args]));
  socket.on("disconnect", () => void connection.close());
}

function bestHook(socket: Socket): Hook {
  const { dispatch, run, fns, _onerror: onError } = socket as unknown as Partial<SocketInternals>;
  const isKnown =
    typeof dispatch === "function" &&
    // Somebody else's on this very socket would be lost.
    !Object.hasOwn(socket, "dispatch") &&
    dispatch.length === 1 &&
    typeof run === "function" &&
    run.length === 2 &&
    typeof onError === "function" &&
    Array.isArray(fns);
  if (isKnown) return "dispatch";
  return typeof (socket as Partial<Socket>).use === "function" ? "use" : "on";
}

/** One function for all sockets. Socket.IO calls it for each event, after `onAny` and before `socket.use`. */
function dispatch(this: SocketInternals, args: unknown[]): void {
  const connection = this[connectionKey];
  if (this.fns.length === 0) {
    deliver(connection, args);
    return;
  }
  this.run(args, (error) => {
    process.nextTick(() => {
      if (error) {
        refuse(connection, args, error);
        this._onerror(error);
      } else if (connection.socket.connected) {
        deliver(connection, args);
      }
    });
  });
}

/** Keeps one middleware behind all of the user's, whenever those are added. */
function takeOverMiddleware(socket: Socket, connection: Connection): void {
  type Guard = Parameters<Socket["use"]>[0];
  const guards: Guard[] = [];

  function runGuards(index: number, args: Parameters<Guard>[0], done: (error?: Error) => void): void {
    const guard = guards[index];
    if (guard === undefined) {
      done();
      return;
    }
    guard(args, (error) => {
      if (error) done(error);
      else runGuards(index + 1, args, done);
    });
  }

  socket.use(function carillon(args, next) {
    runGuards(0, args, (error) => {
      if (error) refuse(connection, args, error);
      else if (isOurs(connection, args)) connection.arrive(args);
      next(error);
    });
  });
  socket.use = function use(guard) {
    guards.push(guard);
    return socket;
  };
}

/** Routes first; the user's own listeners of the same event run as well, as if there were no route. */
function deliver(connection: Connection, args: unknown[]): void {
  const { socket } = connection;
  if (isOurs(connection, args)) connection.arrive(args);
  if (socket.listenerCount(args[0] as string) > 0) {
    process.nextTick(() => {
      if (socket.connected) emit.apply(socket, args as [string, ...unknown[]]);
    });
  }
}

/** A middleware of the user's refused the event. Where nobody else could answer, the ack must not stay silent. */
function refuse(connection: Connection, args: unknown[], error: Error): void {
  if (isOurs(connection, args)) connection.refuse(args, error);
}

/** Whether the event has a route, or nobody but us to answer it. `"error"` always has Socket.IO's own empty listener. */
function isOurs(connection: Connection, args: unknown[]): boolean {
  const event = String(args[0]);
  if (connection.hasRoute(event)) return true;
  const { socket } = connection;
  const listeners = socket.listenerCount(event) - (event === "error" ? 1 : 0);
  return listeners <= 0 && socket.listenersAny().length === 0;
}
