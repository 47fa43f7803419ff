import type { DispatchTrace, Tracing } from "@carillon/socket-contract";
import type { Server, Socket } from "socket.io";
import type { CompiledRoute } from "./compile.js";
import type { Connection } from "./connection.js";
import { EventContext } from "./context.js";

/** Answers an event; Socket.IO makes one for each packet that asks for an answer. */
export type Ack = (...args: unknown[]) => void;

/** One event on its way from packet to answer. It is also the context that handlers see. */
export class Call extends EventContext {
  readonly connection: Connection;
  readonly route: CompiledRoute;
  readonly ack: Ack | undefined;
  /** What the client sent; the schema's output once it is validated. */
  payload: unknown;
  /** Arguments behind the payload. */
  readonly extra: readonly unknown[];
  /** When its way began, in milliseconds of the monotonic clock. */
  begunAt = 0;
  /** Whether its handler began, or never will. */
  started = false;
  /** Whether its one answer was given, or never will be. */
  settled = false;
  /** What a middleware did wrong that must fail the call whatever else happens. */
  fault: unknown = undefined;
  /** The promise behind `next()` whose rejection is seen to, however many layers hand it on. */
  guarded: PromiseLike<unknown> | undefined = undefined;
  /** Starts the handler, once the events before it have started theirs. */
  resume: (() => void) | undefined = undefined;

  /** Its trace, where somebody listens. */
  tracing: Tracing<DispatchTrace> | undefined = undefined;

  constructor(
    event: string,
    connection: Connection,
    route: CompiledRoute,
    payload: unknown,
    extra: readonly unknown[],
    ack: Ack | undefined,
  ) {
    super(event, connection.socket);
    this.connection = connection;
    this.route = route;
    this.payload = payload;
    this.extra = extra;
    this.ack = ack;
  }

  get socket(): Socket {
    return this.connection.socket;
  }

  get io(): Server {
    return this.connection.io;
  }
}
