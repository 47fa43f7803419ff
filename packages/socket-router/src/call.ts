import type { DispatchTrace, Tracing } from "@carillon/socket-contract/server";
import type { Server, Socket } from "socket.io";
import type { CompiledRoute } from "./compile.js";
import type { Connection } from "./connection.js";
import { EventContext } from "./context.js";
import type { Place } from "./row.js";

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
  /** What the latest asynchronous middleware gave to the one around it. */
  relay: Promise<unknown> | undefined = undefined;
  /** The relay that was fulfilled last, and with what. */
  relayed: Promise<unknown> | undefined = undefined;
  relayedReply: unknown = undefined;
  /** The relay that ends the call when it settles. */
  final: Promise<unknown> | undefined = undefined;
  /** Its place among the calls of its socket that wait for something asynchronous. */
  pending: Place<Call> | undefined = undefined;
  /** Its place among the calls that end at a deadline. */
  deadline: Place<Call> | undefined = undefined;
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

/** The call of an event as Socket.IO hands it over: name, payload, more arguments, ack. */
export function callOf(connection: Connection, args: readonly unknown[], route: CompiledRoute): Call {
  let ackAt = args.length - 1;
  while (ackAt > 0 && typeof args[ackAt] !== "function") ackAt--;
  const ack = ackAt > 0 ? (args[ackAt] as Ack) : undefined;
  // Socket.IO puts the ack last; only a fake may have it elsewhere.
  const payload = ackAt === 1 ? args[2] : args[1];
  const extra =
    args.length > (ack === undefined ? 2 : 3)
      ? args.filter((_argument, index) => index > 1 && index !== ackAt)
      : noArguments;
  return new Call(String(args[0]), connection, route, payload, extra, ack);
}

const noArguments: readonly unknown[] = Object.freeze([]);
