import type { Loose } from "@carillon/socket-contract";
import type { Server, Socket } from "socket.io";
import type { EventContext } from "../dispatch/event-context.js";

/** What a per-event middleware gets. `Payload` types what the routes behind it receive. */
export interface MiddlewareCall<Payload = Loose> {
  /** The Socket.IO socket that sent the event. */
  readonly socket: Socket;
  /** What it sent. Before validation, unless the middleware is marked `afterValidation`. */
  readonly payload: Payload;
  /** Who sent it and how. */
  readonly context: EventContext;
  /** The Socket.IO server. */
  readonly io: Server;
  /**
   * Runs the rest of the way. Its result is the reply: of the handler, or of a middleware that replaced it. Await it
   * or return it; calling it twice is an error. Refuse by throwing a `SocketException`, not by an argument.
   */
  readonly next: () => Loose;
}

/** When a middleware runs. */
export interface MiddlewarePlacement {
  /**
   * `true` for a middleware that decides by the payload: the payload's schema runs ahead of it, so that it sees the schema's
   * output, which the handler gets as well. Default `false`: the schema runs behind all middleware.
   */
  readonly afterValidation?: boolean;
}

/**
 * Stands between an event and its handler. Call `next()` to go on, throw a `SocketException` to refuse, return a value to
 * answer with it instead. Returning nothing keeps the reply of `next()`.
 */
export interface Middleware<Payload = Loose> extends MiddlewarePlacement {
  (call: MiddlewareCall<Payload>): unknown;
}

/** A middleware as an object. */
export interface MiddlewareObject<Payload = Loose> extends MiddlewarePlacement {
  handle(call: MiddlewareCall<Payload>): unknown;
}

/** Makes a middleware from the arguments behind its name: `"throttle:60,1m"` calls it with `"60"` and `"1m"`. */
export type MiddlewareFactory = (...args: string[]) => Middleware | MiddlewareObject;

/** Every way to name a middleware. */
export type MiddlewareReference<Payload = Loose> = Middleware<Payload> | MiddlewareObject<Payload> | string;
