import type { Admission, DispatchTrace, Node, Tracing } from "@carillon/socket-contract/server";
import type { Server, Socket } from "socket.io";
import { EventContext } from "./event-context.js";

/** Answers an event; Socket.IO makes one for each packet that asks for an answer. */
export type Ack = (...args: unknown[]) => void;

/** One part of an event's way. Returns the reply or a `Promise` of it (no other thenable), or throws. */
export type Step = (call: Call) => unknown;

/** A route as the dispatcher runs it. */
export interface CompiledRoute {
  /** The route's name, `"*"` for a fallback; no client can make it up. */
  readonly event: string;
  readonly handlerName: string;
  /** Milliseconds until `timeout`; 0 for never. */
  readonly timeoutMs: number;
  /** Calls with the same lane finish in order. */
  readonly lane: object | undefined;
  readonly run: Step;
}

/** What the dispatcher of a socket does for the calls of its events. */
export interface CallHost {
  readonly socket: Socket;
  readonly io: Server;
  /** Whether the client went away. */
  readonly isClosed: boolean;
  /** The last step before a handler: runs it when the handlers of all events before it have begun. */
  start(call: Call, handler: Step): unknown;
  /** Lets later events pass a call whose handler may never begin. */
  skip(call: Call): void;
  /** Ends a call with its reply. */
  succeed(call: Call, reply: unknown): void;
  /** Ends a call with an error. */
  fail(call: Call, error: unknown): void;
  /** Logs an error that is not the event's. */
  note(fields: { readonly event: string; readonly err: unknown }, message: string): void;
}

/** One event on its way from packet to answer. It is also the context that handlers see. */
export class Call extends EventContext {
  declare readonly event: string;
  declare readonly host: CallHost;
  declare readonly route: CompiledRoute;
  declare readonly ack: Ack | undefined;
  /** What the client sent. */
  declare readonly sent: unknown;
  /** The same until it is validated, the schema's output then. */
  declare payload: unknown;
  /** Arguments behind the payload. */
  declare readonly extra: readonly unknown[];
  /** When its way began, in milliseconds of the monotonic clock. */
  declare begunAt: number;
  /** Whether its handler began, or never will. */
  declare started: boolean;
  /** Whether its one answer was given, or never will be. */
  declare settled: boolean;
  /** What a middleware did wrong that must fail the call whatever else happens. */
  declare fault: unknown;
  /** What the latest asynchronous middleware gave. */
  declare latestPromise: Promise<unknown> | undefined;
  /** What the latest asynchronous middleware that is done gave. */
  declare knownPromise: Promise<unknown> | undefined;
  /** The reply of {@link Call.knownPromise}. */
  declare knownReply: unknown;
  /** Of the middleware that tells the host how the call ends, which spares a promise around it. */
  declare finalPromise: Promise<unknown> | undefined;
  /** Of the middleware that ends {@link Call.admission}, which spares a promise, too. */
  declare admittedPromise: Promise<unknown> | undefined;
  declare admission: Admission | undefined;
  /** Its node among the calls of its socket that wait for something asynchronous. */
  declare pending: Node<Call> | undefined;
  /** Its node among the calls that end at a deadline. */
  declare deadline: Node<Call> | undefined;
  /** Starts the handler, once the events before it have started theirs. */
  declare resume: (() => void) | undefined;
  /** Its trace, where there is a subscriber. */
  declare tracing: Tracing<DispatchTrace> | undefined;

  constructor(
    event: string,
    host: CallHost,
    route: CompiledRoute,
    sent: unknown,
    extra: readonly unknown[],
    ack: Ack | undefined,
  ) {
    super();
    this.event = event;
    this.host = host;
    this.route = route;
    this.ack = ack;
    this.sent = sent;
    this.payload = sent;
    this.extra = extra;
    this.begunAt = 0;
    this.started = false;
    this.settled = false;
    // All of them at once, so that every call has one shape.
    this.fault = undefined;
    this.latestPromise = undefined;
    this.knownPromise = undefined;
    this.knownReply = undefined;
    this.finalPromise = undefined;
    this.admittedPromise = undefined;
    this.admission = undefined;
    this.pending = undefined;
    this.deadline = undefined;
    this.resume = undefined;
    this.tracing = undefined;
    this.firstRequestId = undefined;
    this.controller = undefined;
    this.abortReason = undefined;
    this.firstState = undefined;
  }

  get socket(): Socket {
    return this.host.socket;
  }

  get io(): Server {
    return this.host.io;
  }

  override get routeName(): string {
    return this.route.event;
  }

  /** The handler behind a gate is done, or has failed. */
  endAdmission(): void {
    this.admittedPromise = undefined;
    this.admission?.end();
  }
}

/** The call of an event as Socket.IO hands it over: name, payload, more arguments, ack. */
export function callOf(host: CallHost, args: readonly unknown[], route: CompiledRoute): Call {
  let ackAt = args.length - 1;
  while (ackAt > 0 && typeof args[ackAt] !== "function") ackAt--;
  const ack = ackAt > 0 ? (args[ackAt] as Ack) : undefined;
  // Socket.IO puts the ack last; only a fake may have it elsewhere.
  const payload = ackAt === 1 ? args[2] : args[1];
  const extra =
    args.length > (ack === undefined ? 2 : 3)
      ? args.filter((_argument, index) => index > 1 && index !== ackAt)
      : noArguments;
  return new Call(String(args[0]), host, route, payload, extra, ack);
}

const noArguments: readonly unknown[] = Object.freeze([]);
