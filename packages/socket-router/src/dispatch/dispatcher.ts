import { clock, goingAway, isThenable, LinkedList } from "@carillon/socket-contract/server";
import type { ConnectTrace } from "@carillon/socket-contract/server";
import type { Server, Socket } from "socket.io";
import { answerFailure, answerSuccess } from "../answers/answer.js";
import { payloadBytes } from "../payloads/payload-limits.js";
import { ByteBudget } from "./byte-budget.js";
import { callOf } from "./call.js";
import type { Call, CallHost, CompiledRoute, Step } from "./call.js";
import { dispatchChannel, traceDispatch } from "./dispatch-trace.js";
import { droppedEvent } from "./dropped-event.js";
import { clientGone } from "./event-context.js";
import { Lane } from "./lane.js";
import { unknownEvent } from "./unknown-event.js";
import type { RouteTable } from "./route-table.js";
import type { RouterRuntime } from "./router-runtime.js";
import { StartQueue } from "./start-queue.js";
import { tooManyWaiting } from "./too-many-waiting.js";

/** Dispatches the events of one socket: what runs, what waits, and in which order. */
export class Dispatcher implements CallHost {
  readonly socket: Socket;
  readonly io: Server;
  /** The trace of the connection's opening, where there was a subscriber. */
  trace: ConnectTrace | undefined = undefined;
  /** Whether its connection hooks have begun. */
  isOpened = false;
  readonly #table: RouteTable;
  readonly #runtime: RouterRuntime;
  /** Events that arrived while the connection hooks still run; `undefined` once they ended. */
  #held: (readonly unknown[])[] | undefined;
  /** Calls that wait for something asynchronous; `undefined` until one had to. */
  #pending: LinkedList<Call> | undefined;
  /** Calls whose handler has not begun; `undefined` until one had to wait for something. */
  #starting: StartQueue | undefined;
  #lanes: Map<object, Lane<Call>> | undefined;
  /** The bytes of held events and of calls that wait in lanes. */
  #waitingBytes: ByteBudget | undefined;
  #isClosed = false;
  /** Set once the connection takes no new events. */
  #drained: Promise<void> | undefined;
  #onSettled: (() => void) | undefined;

  constructor(socket: Socket, io: Server, table: RouteTable, runtime: RouterRuntime) {
    this.socket = socket;
    this.io = io;
    this.#table = table;
    this.#runtime = runtime;
  }

  /** Whether the client went away. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The route of an event, if it has one. */
  routeOf(event: string): CompiledRoute | undefined {
    return this.#table.find(event);
  }

  /**
   * Answers an event: by its route, else by the fallback, else as unknown.
   *
   * @param route - What {@link routeOf} knows of it.
   */
  arrive(args: readonly unknown[], route: CompiledRoute | undefined): void {
    if (this.#isClosed) return;
    if (this.#drained !== undefined) {
      this.refuse(args, goingAway());
    } else if (this.#held === undefined) {
      this.#dispatch(args, route);
    } else if (this.#mayWait(this.#held.length, args, args)) {
      this.#held.push(args);
    } else {
      this.refuse(args, tooManyWaiting());
    }
  }

  /** Keeps events back until {@link release}. */
  hold(): void {
    this.#held = [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const args of held) {
      this.#waitingBytes?.release(args);
      if (!this.#isClosed) this.#dispatch(args, this.routeOf(String(args[0])));
    }
    this.#onSettled?.();
  }

  /**
   * Answers new events with `unavailable` from now on.
   *
   * @returns Resolves when those under way are answered, or the client is gone.
   */
  drain(): Promise<void> {
    return (this.#drained ??= this.#untilIdle());
  }

  /** Answers what is still under way, and tells its handlers to stop. */
  giveUp(): void {
    const error = goingAway();
    for (const args of this.#held?.splice(0) ?? []) this.refuse(args, error);
    // What waits in a lane would begin as soon as the call before it ends.
    for (const lane of this.#lanes?.values() ?? [])
      for (const call of lane.clear()) {
        this.#waitingBytes?.release(call);
        this.#refuse(call, error);
      }
    for (let call = this.#pending?.first; call !== undefined; call = this.#pending?.first) {
      this.fail(call, error);
      call.abort(error);
    }
    this.#onSettled?.();
  }

  /** Answers an event with an error without dispatching it. */
  refuse(args: readonly unknown[], error: unknown): void {
    this.#refuse(callOf(this, args, unknownEvent), error);
  }

  /** The last step before a handler: it begins when all events before it have begun. */
  start(call: Call, handler: Step): unknown {
    // A deadline or a disconnect came first: what was not begun must not begin.
    if (call.settled) throw droppedEvent;
    const queue = this.#starting;
    if (queue === undefined || call.started) {
      call.started = true;
      return handler(call);
    }
    return queue.begin(call, handler);
  }

  /** Lets later events pass a call whose handler may never begin, because its answer is known elsewhere. */
  skip(call: Call): void {
    call.started = true;
    this.#starting?.advance();
  }

  succeed(call: Call, reply: unknown): void {
    if (call.fault !== undefined) {
      this.fail(call, call.fault);
    } else if (this.#settle(call)) {
      const error = call.ack === undefined ? undefined : answerSuccess(call, call.ack, reply);
      if (error === undefined) call.tracing?.finish("ok");
      else this.#answerFailure(call, error);
    }
  }

  fail(call: Call, error: unknown): void {
    if (error === droppedEvent) {
      if (this.#settle(call)) call.tracing?.finish("dropped");
    } else if (this.#settle(call)) {
      this.#answerFailure(call, error);
    } else {
      this.#runtime.failures.reportLate(error, call);
    }
  }

  /** Logs an error that is not the event's. */
  note(fields: { readonly event: string; readonly err: unknown }, message: string): void {
    this.#runtime.failures.note(fields, message);
  }

  /** The client is gone: nothing more is sent, and what still runs is told. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#held = undefined;
    this.#starting = undefined;
    for (const lane of this.#lanes?.values() ?? []) for (const call of lane.clear()) call.settled = true;
    this.#onSettled?.();
    let reason: Error | undefined;
    for (let call = this.#pending?.first; call !== undefined; call = this.#pending?.first) {
      this.#settle(call);
      call.tracing?.finish("disconnected");
      call.abort((reason ??= clientGone()));
    }
  }

  async #untilIdle(): Promise<void> {
    while (this.#pending?.first !== undefined || (this.#held?.length ?? 0) > 0) {
      await new Promise<void>((resolve) => (this.#onSettled = resolve));
    }
  }

  #dispatch(args: readonly unknown[], route: CompiledRoute | undefined): void {
    const call = callOf(this, args, route ?? this.#table.fallback);
    const { lane } = call.route;
    if (call.extra.length > 0 && route !== undefined) this.#runtime.extraArguments.warn(call);
    if (lane === undefined) this.#run(call);
    else this.#runInLane(call, lane);
  }

  #run(call: Call): void {
    call.begunAt = clock.elapsed();
    if (dispatchChannel.hasSubscribers) this.#trace(call, () => void this.#answer(call));
    else this.#answer(call);
  }

  #answer(call: Call): void {
    let reply: unknown;
    try {
      reply = call.route.run(call);
      if (isThenable(reply)) {
        this.#wait(call, reply);
        return;
      }
    } catch (error) {
      this.fail(call, error);
      return;
    }
    this.succeed(call, reply);
  }

  #answerFailure(call: Call, error: unknown): void {
    const envelope = this.#runtime.failures.report(error, call);
    answerFailure(call, envelope);
    call.tracing?.finish(envelope.error);
  }

  /** Fails a call that never runs. */
  #refuse(call: Call, error: unknown): void {
    if (dispatchChannel.hasSubscribers) this.#trace(call, () => void this.fail(call, error));
    else this.fail(call, error);
  }

  #runInLane(call: Call, key: object): void {
    this.#lanes ??= new Map();
    let lane = this.#lanes.get(key);
    if (lane === undefined) {
      lane = new Lane((next: Call) => {
        this.#waitingBytes?.release(next);
        this.#run(next);
      });
      this.#lanes.set(key, lane);
    }
    if (!lane.isBusy || this.#mayWait(lane.waiting, call, [call.sent, ...call.extra])) lane.enter(call);
    else this.#refuse(call, tooManyWaiting());
  }

  /** Whether one more event may wait in a queue that holds so many. */
  #mayWait(waiting: number, item: object, sent: readonly unknown[]): boolean {
    const { maxQueued, maxQueuedBytes } = this.#runtime.limits;
    if (waiting >= maxQueued) return false;
    this.#waitingBytes ??= new ByteBudget(maxQueuedBytes);
    return this.#waitingBytes.take(item, payloadBytes(...sent));
  }

  #trace(call: Call, work: () => void): void {
    traceDispatch(call, this.routeOf(call.event) !== undefined, this.trace, work);
  }

  #wait(call: Call, reply: PromiseLike<unknown>): void {
    // Its own handler may have disconnected the socket.
    if (this.#isClosed) call.abort(clientGone());
    call.pending = (this.#pending ??= new LinkedList()).add(call);
    if (!call.started) (this.#starting ??= new StartQueue()).add(call);
    this.#runtime.deadlines.add(call);
    if (reply === call.latestPromise) {
      call.finalPromise = call.latestPromise;
      return;
    }
    Promise.resolve(reply).then(
      (value) => {
        this.succeed(call, value);
      },
      (error: unknown) => {
        this.fail(call, error);
      },
    );
  }

  /** Gives a call its end. `false` when it had one already. */
  #settle(call: Call): boolean {
    if (call.settled) return false;
    call.settled = true;
    call.started = true;
    // Middleware that awaits next() gets to its finally blocks.
    call.resume?.();
    if (call.pending !== undefined) {
      call.pending.remove();
      call.pending = undefined;
      this.#runtime.deadlines.remove(call);
      this.#starting?.advance();
    }
    const { lane } = call.route;
    if (lane !== undefined && call.begunAt > 0) this.#lanes?.get(lane)?.leave();
    this.#onSettled?.();
    return true;
  }
}
