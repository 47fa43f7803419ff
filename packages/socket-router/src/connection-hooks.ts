import type { Server, Socket } from "socket.io";
import type { Connection } from "./connection.js";
import { clientGone, EventContext } from "./context.js";
import { maxTimerMs } from "@carillon/socket-contract/server";
import type { Failures } from "./failures.js";
import { isThenable } from "@carillon/socket-contract/server";
import { traceConnect } from "./tracing.js";
import type { MaybePromise } from "@carillon/socket-contract/server";

/** Runs once for each connection, before its first event is dispatched. */
export type ConnectHook = (socket: Socket, context: EventContext, io: Server) => MaybePromise<void>;

/** Runs once for each connection that ended. `reason` is Socket.IO's. */
export type DisconnectHook = (socket: Socket, reason: string, io: Server) => MaybePromise<void>;

/** What the application runs at the beginning and the end of each connection. */
export class ConnectionHooks {
  readonly #connect: readonly ConnectHook[];
  readonly #disconnect: readonly DisconnectHook[];
  readonly #failures: Failures;
  readonly #timeoutMs: number;
  /** A socket can be announced twice. */
  readonly #known = new WeakSet<Connection>();

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
  run(connection: Connection): void {
    const { socket, io } = connection;
    if (this.#known.has(connection)) return;
    this.#known.add(connection);
    if (this.#disconnect.length > 0) socket.on("disconnect", (reason) => void this.#end(socket, reason, io));
    traceConnect(connection, (finish) => {
      if (this.#connect.length > 0) this.#begin(connection, finish);
      else finish("ok");
    });
  }

  /** Events wait until the last hook is done. */
  #begin(connection: Connection, finish: (outcome: string) => void): void {
    const { socket } = connection;
    const context = new EventContext("connect", socket);
    const failures = this.#failures;

    function stop(reason: Error): void {
      clearTimeout(timer);
      context.abort(reason);
    }

    function giveUp(error: unknown): void {
      if (connection.closed) return;
      failures.note("A connect hook failed; the connection is closed", error);
      finish("socket_error");
      connection.close();
      socket.disconnect();
    }

    const timer = this.#deadline(() => {
      const error = new Error(`The connect hooks were not done within ${String(this.#timeoutMs)} ms.`);
      stop(error);
      giveUp(error);
    });
    socket.on("disconnect", () => void stop(clientGone()));
    connection.hold();
    this.#runAll(connection, context)
      .then(() => {
        if (!connection.closed) finish("ok");
        connection.release();
      }, giveUp)
      .finally(() => {
        clearTimeout(timer);
      });
  }

  #deadline(expire: () => void): NodeJS.Timeout | undefined {
    return this.#timeoutMs === 0
      ? undefined
      : setTimeout(expire, Math.min(this.#timeoutMs, maxTimerMs)).unref();
  }

  async #runAll(connection: Connection, context: EventContext): Promise<void> {
    const { socket, io } = connection;
    for (const hook of this.#connect) {
      if (connection.closed) return;
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

  #note(error: unknown): void {
    this.#failures.note("A disconnect hook failed", error);
  }
}
