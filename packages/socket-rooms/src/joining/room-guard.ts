import { SocketException } from "@carillon/socket-contract";
import { authStateOf, isThenable } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";
import type { Socket } from "socket.io";
import { isLocalSocketId, leaveAllRooms } from "../socket-io-internals.js";
import { forbiddenRoom, notJoined } from "./forbidden-room.js";
import { roomName } from "./room-name.js";
import { looksLikeSocketId } from "./socket-id.js";
import { isUserId } from "./user-room.js";
import type { UserRoom } from "./user-room.js";

/** What a {@link RoomGuard} decides by. */
export interface RoomGuardOptions {
  /** The personal rooms. */
  readonly userRoom: UserRoom;
  /** Rooms that one socket may be in, besides its own id and its personal room. */
  readonly max: number;
  /** Gets the errors of joins and leaves that have no caller. */
  readonly logger: Logger;
}

/**
 * Joins and leaves rooms, and refuses those of other users and connections.
 *
 * It holds no list of members: who is in a room is what Socket.IO says, so nothing can go stale.
 */
export class RoomGuard {
  readonly #userRoom: UserRoom;
  readonly #max: number;
  readonly #logger: Logger;

  constructor({ userRoom, max, logger }: RoomGuardOptions) {
    this.#userRoom = userRoom;
    this.#max = max;
    this.#logger = logger;
  }

  /**
   * Joins, or throws a `SocketException`. A promise only where the adapter needs one.
   *
   * @param isTrustedName - The application vouches that the name is no connection's id, whatever its form.
   */
  join(socket: Socket, room: unknown, isTrustedName: boolean): Promise<void> | undefined {
    const name = roomName(room);
    if (socket.rooms.has(name)) return undefined;
    this.assertCanJoin(socket, name, isTrustedName);
    const joining = socket.join(name);
    if (joining !== undefined) return this.#confirm(socket, name, joining);
    if (!socket.rooms.has(name)) throw notJoined(socket);
    return undefined;
  }

  /** Leaves, or throws a `SocketException`. A promise only where the adapter needs one. */
  leave(socket: Socket, room: unknown): Promise<void> | undefined {
    const name = roomName(room);
    if (name === socket.id) throw forbiddenRoom("A socket cannot leave the room of its own id.");
    return socket.leave(name) ?? undefined;
  }

  /** Joins the personal room of a socket that just connected; one that was recovered may hold old ones. */
  onConnect(socket: Socket): void {
    if (socket.recovered) {
      this.syncIdentity(socket);
      return;
    }
    const own = this.ownRoom(socket);
    if (own !== undefined) this.#logFailure(socket.join(own), own);
  }

  /**
   * Brings a socket's personal room in line with who it is now: joins its own, leaves those of other users.
   */
  syncIdentity(socket: Socket): void {
    const own = this.ownRoom(socket);
    // Plain Socket.IO takes anything for a room, also `undefined`.
    for (const room of socket.rooms as ReadonlySet<unknown>) {
      if (typeof room !== "string" || room === own || room === socket.id) continue;
      if (this.#userRoom.matches(room)) this.#logFailure(socket.leave(room), room);
    }
    if (own !== undefined) this.#logFailure(socket.join(own), own);
  }

  /** The personal room of the user that a socket belongs to now, if any. */
  ownRoom(socket: Socket): string | undefined {
    const id = authStateOf(socket)?.identity?.id;
    return isUserId(id) ? this.#userRoom.roomOf(id) : undefined;
  }

  /**
   * Throws what stands against a join, without joining.
   *
   * @param isTrustedName - The application vouches that the name is no connection's id, whatever its form.
   * @param pending - Joins of this socket that are on their way; they count as joined.
   */
  assertCanJoin(socket: Socket, room: string, isTrustedName: boolean, pending = 0): void {
    const own = this.ownRoom(socket);
    if (room === own) return;
    if (this.#userRoom.matches(room)) throw forbiddenRoom("That room belongs to another user.");
    if (isLocalSocketId(socket, room) || (!isTrustedName && looksLikeSocketId(room))) {
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

  /** After an asynchronous adapter: undoes the join of a connection that closed or changed meanwhile. */
  async #confirm(socket: Socket, room: string, joining: Promise<void>): Promise<void> {
    await joining;
    if (!socket.connected) {
      leaveAllRooms(socket);
      throw notJoined(socket);
    }
    if (this.#userRoom.matches(room) && room !== this.ownRoom(socket)) {
      await socket.leave(room);
      throw forbiddenRoom("That room belongs to another user.");
    }
  }

  #logFailure(work: Promise<void> | void, room: string): void {
    // The `join` of a fake may return anything.
    if (!isThenable(work)) return;
    work.then(undefined, (error: unknown) => {
      this.#logger.error(
        { event: "personal_room_failed", err: error, room },
        "A personal room could not be joined or left",
      );
    });
  }
}
