import { isSocketException } from "../socket-exception.js";
import { isThenable } from "./thenable.js";

/** What every trace carries. Never a payload, a token, a room, a user or the text of an error. */
export interface Trace {
  /** The namespace's name. */
  readonly namespace: string;
  /** `undefined` until it ended; then `"ok"`, or the code of what went wrong. */
  outcome: string | undefined;
}

/** One event, from its dispatch to its answer: channel `carillon:dispatch`. */
export interface DispatchTrace extends Trace {
  /** The route's name; `"(fallback)"` and `"(unknown)"` stand for whatever name a client made up. */
  readonly event: string;
  /** As in the answer and on the log line of a failure. */
  readonly requestId: string;
  /** Whether the client waits for an answer. */
  readonly hasAck: boolean;
  /** The trace of the connection it came on, where that was traced. */
  readonly connection: ConnectTrace | undefined;
}

/** One connection, from Socket.IO's `connection` to the end of the connect hooks: channel `carillon:connect`. */
export interface ConnectTrace extends Trace {
  /** Whether Socket.IO restored an earlier connection. */
  readonly recovered: boolean;
}

/** The end of a connection, a moment without duration: channel `carillon:disconnect`. */
export interface DisconnectMessage {
  readonly namespace: string;
  /** Socket.IO's reason, such as `"transport close"`. */
  readonly reason: string;
  /** The trace of the connection, where that was traced. */
  readonly connection: ConnectTrace | undefined;
}

/** One question to a guard: channel `carillon:authenticate`. */
export interface AuthenticateTrace extends Trace {
  /** The guards that may answer, in order, joined by commas. */
  readonly guard: string;
  /** When it is asked. */
  readonly phase: "handshake" | "recheck" | "refresh";
}

/** One question to a channel's rule, at a join or later: channel `carillon:join`. */
export interface JoinTrace extends Trace {
  /** The channel's pattern, such as `orders.{orderId}`. */
  readonly channel: string;
}

/** One event from the server to many sockets: channel `carillon:broadcast`. */
export interface BroadcastTrace extends Trace {
  /** The event's name. */
  readonly event: string;
  /** How many rooms it goes to; 0 for all clients. */
  readonly rooms: number;
}

/** The half of Node's `TracingChannel` that {@link Tracing} needs, so that browsers need none of it. */
export interface TraceChannel {
  readonly start: { runStores(trace: object, work: () => void): unknown };
  readonly end: { publish(trace: object): void };
  readonly asyncStart: { publish(trace: object): void };
  readonly asyncEnd: { publish(trace: object): void };
  readonly error: { publish(trace: object): void };
}

/**
 * One operation on a tracing channel.
 *
 * Its trace is over with `end` where `outcome` is known by then, else with `asyncEnd`. `error` comes ahead of either where
 * the outcome is not `"ok"`. Check `hasSubscribers` before one is made: it costs nothing then.
 *
 * @see https://nodejs.org/api/diagnostics_channel.html#class-tracingchannel
 */
export class Tracing<Message extends Trace = Trace> {
  readonly trace: Message;
  readonly #channel: TraceChannel;
  #isAsync = false;

  /**
   * @param channel - Of `tracingChannel(name)`.
   * @param trace - What subscribers get; the same object each time.
   */
  constructor(channel: TraceChannel, trace: Message) {
    this.#channel = channel;
    this.trace = trace;
  }

  /** Begins, and runs the operation's synchronous part in the context that subscribers bound to `start`. */
  run(work: () => void): void {
    const { start, end } = this.#channel;
    try {
      start.runStores(this.trace, work);
    } finally {
      this.#isAsync = true;
      end.publish(this.trace);
    }
  }

  /** Ends it; only the first call counts. */
  finish(outcome: string): void {
    const { trace } = this;
    if (trace.outcome !== undefined) return;
    trace.outcome = outcome;
    const { error, asyncStart, asyncEnd } = this.#channel;
    if (outcome !== "ok") error.publish(trace);
    if (!this.#isAsync) return;
    asyncStart.publish(trace);
    asyncEnd.publish(trace);
  }
}

/**
 * Traces a piece of work, which stays synchronous where it is.
 *
 * @param channel - Of `tracingChannel(name)`; check `hasSubscribers` before.
 * @param trace - What subscribers get; its `outcome` is filled in.
 * @param work - Runs once, at once.
 * @param outcomeOf - Reads the outcome from the result. Default: `"ok"`.
 * @returns What `work` returned, or the promise that it returned.
 * @throws What `work` threw.
 */
export function traced<Value>(
  channel: TraceChannel,
  trace: Trace,
  work: () => Value,
  outcomeOf: (value: Awaited<Value>) => string = () => "ok",
): Value {
  const tracing = new Tracing(channel, trace);
  let result!: Value;
  tracing.run(() => {
    try {
      result = work();
    } catch (error) {
      tracing.finish(codeOf(error));
      throw error;
    }
    if (isThenable(result)) {
      result.then(
        (value) => void tracing.finish(outcomeOf(value as Awaited<Value>)),
        (error: unknown) => void tracing.finish(codeOf(error)),
      );
    } else {
      tracing.finish(outcomeOf(result as Awaited<Value>));
    }
  });
  return result;
}

function codeOf(error: unknown): string {
  return isSocketException(error) ? error.code : "socket_error";
}
