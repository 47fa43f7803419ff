import type { Socket } from "socket.io";

/** A Socket.IO connection middleware, for `io.use`. */
export type ConnectionMiddleware = (socket: Socket, next: (error?: Error) => void) => void;

/** What a per-event middleware gets of a call; the router's calls fit. */
export interface EventCall {
  readonly socket: Socket;
  /** One object per event, so that an event asks a guard once. */
  readonly context?: object;
  /** Goes on. */
  readonly next: () => unknown;
}

/** A per-event middleware. */
export type EventMiddleware = (call: EventCall) => unknown;
