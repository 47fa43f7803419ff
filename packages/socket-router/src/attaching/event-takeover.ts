import type { Socket } from "socket.io";
import type { Dispatcher } from "../dispatch/dispatcher.js";
import { callListeners, hasKnownDispatch, replaceDispatch, replaceUse } from "../socket-io-internals.js";
import type { DispatchingSocket } from "../socket-io-internals.js";

/**
 * How events are taken over from Socket.IO.
 *
 * - `"dispatch"`: at the socket's own dispatch step, where it has the shape that this package knows. The cheapest.
 * - `"use"`: through the public `socket.use` alone.
 * - `"on"`: one public listener for each route; for sockets that have nothing but `on`, such as fakes.
 */
export type Hook = "dispatch" | "use" | "on";

const dispatcherKey: unique symbol = Symbol("carillon.dispatcher") as never;
const routerKey: unique symbol = Symbol.for("carillon.router") as never;

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

/** The dispatcher of a socket, if it has one. */
export function dispatcherOf(socket: object): Dispatcher | undefined {
  return (socket as { readonly [dispatcherKey]?: Dispatcher })[dispatcherKey];
}

/** Gives a dispatcher the events of its socket. Everything else about the socket stays as it is. */
export function takeOver(dispatcher: Dispatcher, events: () => Iterable<string>, wanted?: Hook): void {
  const { socket } = dispatcher;
  Object.defineProperty(socket, dispatcherKey, { value: dispatcher });
  const hook = wanted ?? bestHook(socket);
  if (hook === "dispatch") replaceDispatch(socket, dispatch);
  else if (hook === "use") takeOverMiddleware(socket, dispatcher);
  else listen(dispatcher, events());
  socket.on("disconnect", hook === "on" ? () => void dispatcher.close() : close);
}

/** What a fake calls its listeners with is not known: each is a function of its own. */
function listen(dispatcher: Dispatcher, events: Iterable<string>): void {
  for (const event of events) {
    dispatcher.socket.on(event, (...args: unknown[]) => {
      dispatcher.arrive([event, ...args], dispatcher.routeOf(event));
    });
  }
}

/** One function for all sockets. */
function close(this: Socket): void {
  dispatcherOf(this)?.close();
}

function bestHook(socket: Socket): Hook {
  if (hasKnownDispatch(socket)) return "dispatch";
  // A fake that a test wrote by hand may have a `use`, but its events arrive at its listeners.
  const { use, nsp } = socket as Partial<Socket>;
  return typeof use === "function" && nsp !== undefined ? "use" : "on";
}

/** One function for all sockets. */
function dispatch(this: DispatchingSocket, args: unknown[]): void {
  const dispatcher = (this as unknown as { readonly [dispatcherKey]: Dispatcher })[dispatcherKey];
  if (this.fns.length === 0) {
    deliver(dispatcher, args);
    return;
  }
  this.run(args, (error) => {
    process.nextTick(() => {
      if (error) {
        refuse(dispatcher, args, error);
        this._onerror(error);
      } else if (dispatcher.socket.connected) {
        deliver(dispatcher, args);
      }
    });
  });
}

/** Keeps one middleware behind all of the application's, whenever those are added. */
function takeOverMiddleware(socket: Socket, dispatcher: Dispatcher): void {
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
      if (error) refuse(dispatcher, args, error);
      else answer(dispatcher, args);
      next(error);
    });
  });
  replaceUse(socket, function use(guard) {
    guards.push(guard);
    return socket;
  });
}

/** Routes first; the application's own listeners of the same event run as well, as if there were no route. */
function deliver(dispatcher: Dispatcher, args: unknown[]): void {
  const { socket } = dispatcher;
  answer(dispatcher, args);
  if (socket.listenerCount(args[0] as string) > 0) {
    process.nextTick(() => {
      if (socket.connected) callListeners(socket, args);
    });
  }
}

function answer(dispatcher: Dispatcher, args: unknown[]): void {
  const event = String(args[0]);
  const route = dispatcher.routeOf(event);
  if (route !== undefined || isUnanswered(dispatcher, event)) dispatcher.arrive(args, route);
}

/** A `socket.use` of the application refused the event. Where no listener could answer, the ack must not stay silent. */
function refuse(dispatcher: Dispatcher, args: unknown[], error: Error): void {
  const event = String(args[0]);
  if (dispatcher.routeOf(event) !== undefined || isUnanswered(dispatcher, event)) {
    dispatcher.refuse(args, error);
  }
}

/** Whether no listener could answer an event without a route. `"error"` always has Socket.IO's own empty listener. */
function isUnanswered({ socket }: Dispatcher, event: string): boolean {
  const listeners = socket.listenerCount(event) - (event === "error" ? 1 : 0);
  return listeners <= 0 && socket.listenersAny().length === 0;
}
