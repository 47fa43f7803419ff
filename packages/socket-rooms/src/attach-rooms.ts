import { consoleLogger } from "@carillon/socket-contract";
import type { Logger } from "@carillon/socket-contract";
import type { Socket } from "socket.io";
import { RoomKeeper } from "./room-keeper.js";
import { socketHelpers } from "./socket-helpers.js";
import { parseUserRoom } from "./user-room.js";
import type { UserId } from "./user-room.js";

/** What rooms attach to: a Socket.IO `Server` (its main namespace), a `Namespace`, or a fake with `.on`. */
export interface RoomsTarget {
  /** Calls back for every socket that connects. */
  on(event: "connection", listener: (socket: Socket) => void): unknown;
}

/** How rooms behave. */
export interface RoomsOptions {
  /** Template of the personal rooms: any text with exactly one `{id}`. Default `"users.{id}"`. */
  readonly user?: string;
  /** Rooms that one socket may be in besides its own id and its personal room. Default 100. */
  readonly max?: number;
  /** Default: the console. */
  readonly logger?: Logger;
}

/** The rooms of one server or namespace. */
export interface Rooms {
  /**
   * The personal room of a user.
   *
   * @param id - A non-empty string or an integer.
   * @returns The room's name, for `io.to(...)`.
   * @throws SocketException `bad_input` for anything else, so that nothing is sent to `users.undefined`.
   */
  readonly userRoom: (id: UserId) => string;
  /**
   * Whether a name has the form of a personal room.
   *
   * @param name - Anything.
   * @returns `true` for `"users.42"` with the default template, whoever 42 is.
   */
  readonly isUserRoom: (name: unknown) => boolean;
  /**
   * Brings a socket's personal room in line with who it is now.
   *
   * Call it after an identity came, changed or went on a living connection.
   *
   * @param socket - A connected socket.
   */
  readonly settle: (socket: Socket) => void;
}

/**
 * Gives every socket `joinRoom`, `leaveRoom`, `inRoom` and `joinedRooms`, and authenticated ones their room.
 *
 * Attach before your own `connection` listeners, so that they find the helpers. Raw `socket.join` stays
 * Socket.IO's own and is not guarded.
 *
 * @param target - A `Server` or a `Namespace`. Each namespace is attached by itself.
 * @param options - See {@link RoomsOptions}.
 * @returns The rooms of that namespace.
 * @throws TypeError when the template or the limit is not usable.
 * @example
 * ```ts
 * import { attachRooms } from "@carillon/socket-rooms";
 * import { Server } from "socket.io";
 *
 * const io = new Server(3000);
 * attachRooms(io);
 * io.on("connection", (socket) => {
 *   socket.on("order:watch", async (id: string) => {
 *     await socket.joinRoom(`orders.${id}`);
 *   });
 * });
 * ```
 * @see The seed document, "Rooms and Channels" and "Per-User Room Restriction".
 */
export function attachRooms(target: RoomsTarget, options: RoomsOptions = {}): Rooms {
  const { user = "users.{id}", max = 100, logger = consoleLogger } = options;
  const userRoom = parseUserRoom(user);
  if (!Number.isSafeInteger(max) || max < 1) {
    throw new TypeError(`rooms.max is ${String(max)}; write a positive integer, for example 100.`);
  }
  const keeper = new RoomKeeper({ userRoom, max, logger });
  const helpers = socketHelpers(keeper);

  target.on("connection", function keepRooms(socket: Socket) {
    Object.defineProperties(socket, helpers);
    keeper.welcome(socket);
  });

  return {
    userRoom: userRoom.roomOf,
    isUserRoom: (name) => typeof name === "string" && userRoom.matches(name),
    settle: (socket) => {
      keeper.settle(socket);
    },
  };
}
