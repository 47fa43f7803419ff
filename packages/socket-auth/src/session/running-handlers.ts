import type { Logger } from "@carillon/socket-scrub";
import type { Socket } from "socket.io";
import { allowJoins, blockJoins } from "../socket-io-internals.js";

/**
 * The handlers that run for an identity, so that none of them joins a room on its behalf once it has ended.
 *
 * Handlers may finish after the end. A room that one of them joins then would let a socket listen that is anonymous by now.
 */
export class RunningHandlers {
  readonly #socket: Socket;
  readonly #logger: Logger;
  #count = 0;

  constructor(socket: Socket, logger: Logger) {
    this.#socket = socket;
    this.#logger = logger;
  }

  /** Runs a handler, and knows until when. */
  run(handler: () => unknown): unknown {
    this.#count += 1;
    let isLate = false;
    try {
      const result = handler();
      if (result instanceof Promise) {
        isLate = true;
        result.then(this.#done, this.#done);
      }
      return result;
    } finally {
      if (!isLate) this.#done();
    }
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

  readonly #done = (): void => {
    this.#count -= 1;
    if (this.#count === 0) allowJoins(this.#socket);
  };
}
