import type { Socket } from "socket.io";
import type { MaybePromise } from "@carillon/socket-contract/server";

/** How `joinRoom` joins. */
export interface JoinOptions {
  /** Joins without asking the channel rule, also a room whose name has the form of a connection's id. Default `false`. */
  readonly force?: boolean;
}

/** Joins and leaves rooms for the helpers. A promise only where something has to be waited for. */
export interface RoomActions {
  readonly join: (socket: Socket, room: unknown, force: boolean) => MaybePromise<void>;
  readonly leave: (socket: Socket, room: unknown) => MaybePromise<void>;
}

/** What `attachRooms` adds to every socket that connects. */
export interface SocketRooms {
  /**
   * Joins a room, unless it belongs to another user or its channel rule refuses.
   *
   * @param room - A room; joining it again does nothing.
   * @param options - `{ force: true }` does not ask the channel rule, and takes names that could be a connection's id on
   *   another node: 20 letters, digits, `_` and `-`. Personal rooms and ids of this node stay guarded.
   * @throws SocketException `forbidden_room` for another user's room, another socket's id or a room whose rule
   *   says no, `bad_input` for anything but a non-empty string, `too_many_rooms` above the limit.
   */
  joinRoom(room: string, options?: JoinOptions): Promise<void>;
  /**
   * Leaves a room. Leaving one that was never joined does nothing.
   *
   * @param room - A room, also the socket's personal one.
   * @throws SocketException `forbidden_room` for the socket's own id, which Socket.IO itself sends to.
   */
  leaveRoom(room: string): Promise<void>;
  /** Whether the socket is in a room now, whichever way it joined. */
  inRoom(room: string): boolean;
  /** The rooms that the socket is in now, without the one that is its own id. */
  joinedRooms(): string[];
}

declare module "socket.io" {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- merged into Socket.IO's own class
  interface Socket extends SocketRooms {}
}

const done: Promise<void> = Promise.resolve();

/**
 * Builds the functions that {@link SocketRooms} describes: one set for all sockets, working on `this`.
 *
 * @param actions - Decides who may join what.
 * @returns Property descriptors, not enumerable, so that logs and copies of a socket do not show them.
 */
export function socketHelpers(actions: RoomActions): PropertyDescriptorMap {
  function joinRoom(this: Socket, room: string, options?: JoinOptions): Promise<void> {
    return promised(() => actions.join(this, room, options?.force === true));
  }
  function leaveRoom(this: Socket, room: string): Promise<void> {
    return promised(() => actions.leave(this, room));
  }
  function inRoom(this: Socket, room: string): boolean {
    return this.rooms.has(room);
  }
  function joinedRooms(this: Socket): string[] {
    return [...this.rooms].filter((room) => room !== this.id);
  }
  return {
    joinRoom: { value: joinRoom, configurable: true, writable: true },
    leaveRoom: { value: leaveRoom, configurable: true, writable: true },
    inRoom: { value: inRoom, configurable: true, writable: true },
    joinedRooms: { value: joinedRooms, configurable: true, writable: true },
  };
}

/** Never throws: an error becomes a rejection. Work that finished at once costs no new promise. */
function promised(work: () => MaybePromise<void>): Promise<void> {
  try {
    return work() ?? done;
  } catch (error) {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- passed on as it was thrown
    return Promise.reject(error);
  }
}
