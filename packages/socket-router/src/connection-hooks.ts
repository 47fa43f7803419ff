import type { Server, Socket } from "socket.io";
import type { Connection } from "./connection.js";
import { EventContext } from "./context.js";
import type { Failures } from "./failures.js";
import { isThenable } from "./thenable.js";
import type { MaybePromise } from "./types.js";

/** Runs once for each connection, before its first event is dispatched. */
export type ConnectHook = (socket: Socket, context: EventContext, io: Server) => MaybePromise<void>;

/** Runs once for each connection that ended. `reason` is Socket.IO's. */
export type DisconnectHook = (socket: Socket, reason: string, io: Server) => MaybePromise<void>;

/** What the application runs at the beginning and the end of each connection. */
export class ConnectionHooks {
  readonly #connect: readonly ConnectHook[];
  readonly #disconnect: readonly DisconnectHook[];
  readonly #failures: Failures;

  constructor(connect: readonly ConnectHook[], disconnect: readonly DisconnectHook[], failures: Failures) {
    this.#connect = connect;
    this.#disconnect = disconnect;
    this.#failures = failures;
  }

  /** Runs the hooks of a connection that just opened, and arranges for those at its end. */
  run(connection: Connection): void {
    const { socket, io } = connection;
    if (this.#disconnect.length > 0) socket.on("disconnect", (reason) => void this.#end(socket, reason, io));
    if (this.#connect.length > 0) this.#begin(connection);
  }

  #begin(connection: Connection): void {
    connection.hold();
    this.#runAll(connection).then(
      () => {
        connection.release();
      },
      (error: unknown) => {
        this.#failures.note("A connect hook failed; the connection is closed", error);
        connection.close();
        connection.socket.disconnect();
      },
    );
  }

  async #runAll({ socket, io }: Connection): Promise<void> {
    const context = new EventContext("connect", socket);
    for (const hook of this.#connect) await hook(socket, context, io);
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
