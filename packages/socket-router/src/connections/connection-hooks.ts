import type { Server, Socket } from "socket.io";
import type { Dispatcher } from "../dispatch/dispatcher.js";
import { clientGone, EventContext } from "../dispatch/event-context.js";
import { clock, maxTimerMs } from "@carillon/socket-contract/server";
import type { Failures } from "../answers/failures.js";
import { isThenable } from "@carillon/socket-contract/server";
import { traceConnect } from "./connect-trace.js";
import type { MaybePromise, Timer } from "@carillon/socket-contract/server";

/** Runs once for each connection, before its first event is dispatched. */
export type ConnectHook = (socket: Socket, context: EventContext, io: Server) => MaybePromise<void>;

/** Runs once for each connection that ended. `reason` is Socket.IO's. */
export type DisconnectHook = (socket: Socket, reason: string, io: Server) => MaybePromise<void>;

/** The context of connect hooks. */
class ConnectContext extends EventContext {
  override readonly event = "connect";
  override readonly socket: Socket;

  constructor(socket: Socket) {
    super();
    this.socket = socket;
  }
}

/** What the application runs at the beginning and the end of each connection. */
export class ConnectionHooks {
  readonly #connect: readonly ConnectHook[];
  readonly #disconnect: readonly DisconnectHook[];
  readonly #failures: Failures;
  readonly #timeoutMs: number;

  constructor(
    connect: readonly ConnectHook[],
    disconnect: readonly DisconnectHook[],
    failures: Failures,
    timeoutMs: number,
  ) {
    this.#connect = connect;
    this.#disconnect = disconnect;
    this.#failures = failures;
    this.#timeoutMs = timeoutMs;
  }

  /** Runs the hooks of a connection that just opened, and arranges for those at its end. */
  run(dispatcher: Dispatcher): void {
    const { socket, io } = dispatcher;
    // A socket can be announced twice.
    if (dispatcher.isOpened) return;
    dispatcher.isOpened = true;
    if (this.#disconnect.length > 0) socket.on("disconnect", (reason) => void this.#end(socket, reason, io));
    traceConnect(dispatcher, (finish) => {
      if (this.#connect.length > 0) this.#begin(dispatcher, finish);
      else finish("ok");
    });
  }

  /** Events wait until the last hook is done. */
  #begin(dispatcher: Dispatcher, finish: (outcome: string) => void): void {
    const { socket } = dispatcher;
    const context = new ConnectContext(socket);
    const failures = this.#failures;

    function stop(reason: Error): void {
      clock.clearTimeout(timer);
      context.abort(reason);
    }

    function giveUp(error: unknown): void {
      if (dispatcher.isClosed) return;
      failures.note(
        { event: "connect_hook_failed", err: error },
        "A connect hook failed, and the connection is closed",
      );
      finish("socket_error");
      dispatcher.close();
      socket.disconnect();
    }

    const timer = this.#deadline(() => {
      const error = new Error(`The connect hooks were not done within ${String(this.#timeoutMs)} ms.`);
      stop(error);
      giveUp(error);
    });
    socket.on("disconnect", () => void stop(clientGone()));
    dispatcher.hold();
    this.#runAll(dispatcher, context)
      .then(() => {
        if (!dispatcher.isClosed) finish("ok");
        dispatcher.release();
      }, giveUp)
      .finally(() => {
        clock.clearTimeout(timer);
      });
  }

  #deadline(expire: () => void): Timer | undefined {
    return this.#timeoutMs === 0
      ? undefined
      : clock.setTimeout(expire, Math.min(this.#timeoutMs, maxTimerMs)).unref();
  }

  async #runAll(dispatcher: Dispatcher, context: EventContext): Promise<void> {
    const { socket, io } = dispatcher;
    for (const hook of this.#connect) {
      if (dispatcher.isClosed) return;
      await hook(socket, context, io);
    }
  }

  #end(socket: Socket, reason: string, io: Server): void {
    for (const hook of this.#disconnect) {
      try {
        const ended: unknown = hook(socket, reason, io);
        if (isThenable(ended)) ended.then(undefined, (error: unknown) => void this.#note(error));
      } catch (error) {
        this.#note(error);
      }
    }
  }

  #note(err: unknown): void {
    this.#failures.note({ event: "disconnect_hook_failed", err }, "A disconnect hook failed");
  }
}
