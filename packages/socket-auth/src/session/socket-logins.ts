import type { Socket } from "socket.io";
import type { Login } from "./login.js";

/**
 * The logins of one authenticator, each on its socket.
 *
 * A `WeakMap` would do the same, but a login knows its socket: when V8 collects young objects it takes the values of a `WeakMap` for
 * alive, so connections that are gone may stay until the whole heap is collected.
 */
export class SocketLogins {
  readonly #key = Symbol("carillon.login");

  /** The login of a socket, also after it ended; none for an anonymous one. */
  get(socket: Socket): Login | undefined {
    return (socket as unknown as Readonly<Record<symbol, Login | undefined>>)[this.#key];
  }

  /** Keeps a login, in place of the one before. */
  set(socket: Socket, login: Login): void {
    Object.defineProperty(socket, this.#key, { value: login, configurable: true });
  }
}
