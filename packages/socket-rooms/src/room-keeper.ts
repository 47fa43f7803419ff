import { SocketException } from "@carillon/socket-contract";
import { authStateOf } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";
import type { Socket } from "socket.io";
import { roomName } from "./room-name.js";
import { looksLikeSocketId } from "./socket-id.js";
import { isUserId } from "./user-room.js";
import type { UserRoom } from "./user-room.js";

/** What a {@link RoomKeeper} decides by. */
export interface RoomKeeperOptions {
  /** The personal rooms. */
  readonly userRoom: UserRoom;
  /** Rooms that one socket may be in, besides its own id and its personal room. */
  readonly max: number;
  /** Gets what no caller waits for. */
  readonly logger: Logger;
}

/**
 * Lets sockets into rooms, and keeps them out of those that are not theirs.
 *
 * It holds no list of members: who is in a room is what Socket.IO says, so nothing can go stale.
 */
export class RoomKeeper {
  readonly #userRoom: UserRoom;
  readonly #max: number;
  readonly #logger: Logger;

  constructor({ userRoom, max, logger }: RoomKeeperOptions) {
    this.#userRoom = userRoom;
    this.#max = max;
    this.#logger = logger;
  }

  /**
   * Joins, or throws a `SocketException`. A promise only where the adapter needs one.
   *
   * @param isOurs - The application vouches that the name is no connection's id, whatever its form.
   */
  join(socket: Socket, room: unknown, isOurs: boolean): Promise<void> | undefined {
    const name = roomName(room);
    if (socket.rooms.has(name)) return undefined;
    this.assertMayJoin(socket, name, isOurs);
    const joining = socket.join(name);
    if (joining !== undefined) return this.#confirm(socket, name, joining);
    if (!socket.rooms.has(name)) throw connectionClosed();
    return undefined;
  }

  /** Leaves, or throws a `SocketException`. A promise only where the adapter needs one. */
  leave(socket: Socket, room: unknown): Promise<void> | undefined {
    const name = roomName(room);
    if (name === socket.id) throw forbiddenRoom("A socket cannot leave the room of its own id.");
    return socket.leave(name) ?? undefined;
  }

  /** Joins the personal room of a socket that just connected; one that was recovered may hold old ones. */
  welcome(socket: Socket): void {
    if (socket.recovered) {
      this.settle(socket);
      return;
    }
    const own = this.ownRoom(socket);
    if (own !== undefined) this.#unattended(socket.join(own), own);
  }

  /**
   * Brings a socket's personal room in line with who it is now: joins its own, leaves everybody else's.
   */
  settle(socket: Socket): void {
    const own = this.ownRoom(socket);
    for (const room of socket.rooms) {
      if (room !== own && room !== socket.id && this.#userRoom.matches(room)) {
        this.#unattended(socket.leave(room), room);
      }
    }
    if (own !== undefined) this.#unattended(socket.join(own), own);
  }

  /** The personal room of the user that a socket belongs to now, if any. */
  ownRoom(socket: Socket): string | undefined {
    const id = authStateOf(socket)?.identity?.id;
    return isUserId(id) ? this.#userRoom.roomOf(id) : undefined;
  }

  /**
   * Throws what stands against a join, without joining.
   *
   * @param isOurs - The application vouches that the name is no connection's id, whatever its form.
   * @param pending - Joins of this socket that are on their way; they count as joined.
   */
  assertMayJoin(socket: Socket, room: string, isOurs: boolean, pending = 0): void {
    const own = this.ownRoom(socket);
    if (room === own) return;
    if (this.#userRoom.matches(room)) throw forbiddenRoom("That room belongs to another user.");
    if (isSocketId(socket, room) || (!isOurs && looksLikeSocketId(room))) {
      throw forbiddenRoom("That room belongs to another connection, or has the form of one's id.");
    }
    const kept = Number(socket.rooms.has(socket.id)) + Number(own !== undefined && socket.rooms.has(own));
    if (socket.rooms.size - kept + pending >= this.#max) {
      throw new SocketException(`A connection can be in at most ${String(this.#max)} rooms.`, {
        code: "too_many_rooms",
        status: 429,
      });
    }
  }

  /** The adapter took its time: whoever left or changed meanwhile is taken out again. */
  async #confirm(socket: Socket, room: string, joining: Promise<void>): Promise<void> {
    await joining;
    if (!socket.connected) {
      socket.nsp.adapter.delAll(socket.id);
      throw connectionClosed();
    }
    if (this.#userRoom.matches(room) && room !== this.ownRoom(socket)) {
      await socket.leave(room);
      throw forbiddenRoom("That room belongs to another user.");
    }
  }

  #unattended(work: Promise<void> | void, room: string): void {
    work?.catch((error: unknown) => {
      this.#logger.error({ err: error, room }, "a personal room could not be joined or left");
    });
  }
}

/** The refusal of a room that is not the caller's. */
export function forbiddenRoom(message: string): SocketException {
  return new SocketException(message, { code: "forbidden_room" });
}

function connectionClosed(): SocketException {
  return new SocketException("The connection closed before the room was joined.", { code: "unavailable" });
}

/** Ids of this node, whatever their form: an application can make its own. */
function isSocketId(socket: Socket, room: string): boolean {
  const { sockets } =
    (socket as { readonly nsp?: { readonly sockets?: ReadonlyMap<string, unknown> } }).nsp ?? {};
  return sockets?.has(room) ?? false;
}
