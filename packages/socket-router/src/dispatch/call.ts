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

/** The reply of an asynchronous middleware. */
export interface AsyncReply {
  /** Whether a value is the promise of the reply, which is not known yet. */
  isPromisedBy(value: unknown): boolean;
}

/** One event on its way from packet to answer. It is also the context that handlers see. */
export class Call extends EventContext {
  readonly host: CallHost;
  readonly route: CompiledRoute;
  readonly ack: Ack | undefined;
  /** What the client sent. */
  readonly sent: unknown;
  /** The same until it is validated, the schema's output then. */
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
  /** The latest reply of an asynchronous middleware. */
  latestReply: AsyncReply | undefined = undefined;
  /** The reply that ends the call: its middleware tells the host, which spares a promise around it. */
  finalReply: AsyncReply | undefined = undefined;
  /** The reply with which {@link Call.admission} ends: its middleware tells it, which spares a promise. */
  admittedReply: AsyncReply | undefined = undefined;
  admission: Admission | undefined = undefined;
  /** Its node among the calls of its socket that wait for something asynchronous. */
  pending: Node<Call> | undefined = undefined;
  /** Its node among the calls that end at a deadline. */
  deadline: Node<Call> | undefined = undefined;
  /** Starts the handler, once the events before it have started theirs. */
  resume: (() => void) | undefined = undefined;
  /** Its trace, where there is a subscriber. */
  tracing: Tracing<DispatchTrace> | undefined = undefined;

  constructor(
    event: string,
    host: CallHost,
    route: CompiledRoute,
    sent: unknown,
    extra: readonly unknown[],
    ack: Ack | undefined,
  ) {
    super(event, host.socket);
    this.host = host;
    this.route = route;
    this.sent = sent;
    this.payload = sent;
    this.extra = extra;
    this.ack = ack;
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
