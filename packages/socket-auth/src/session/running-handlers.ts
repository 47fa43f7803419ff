import type { Admission } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";
import type { Socket } from "socket.io";
import { allowJoins, blockJoins } from "../socket-io-internals.js";

/**
 * The handlers that run for an identity, so that none of them joins a room on its behalf once it has ended.
 *
 * Handlers may finish after the end. A room that one of them joins then would let a socket listen that is anonymous by now.
 */
export class RunningHandlers implements Admission {
  readonly #socket: Socket;
  readonly #logger: Logger;
  #count = 0;

  constructor(socket: Socket, logger: Logger) {
    this.#socket = socket;
    this.#logger = logger;
  }

  /** A handler begins. */
  begin(): this {
    this.#count += 1;
    return this;
  }

  /** A handler that began is done. */
  end(): void {
    this.#count -= 1;
    if (this.#count === 0) allowJoins(this.#socket);
  }

  /** The identity ended: rooms stay closed until the last of them is done. */
  blockRooms(): void {
    if (this.#count === 0) return;
    blockJoins(this.#socket, (rooms) => {
      this.#logger.warn(
        { event: "join_after_end", socketId: this.#socket.id, rooms },
        "A handler joined a room after the identity it ran for had ended; the join was ignored",
      );
    });
  }

  /** The socket is signed in again. */
  allowRooms(): void {
    allowJoins(this.#socket);
  }
}
