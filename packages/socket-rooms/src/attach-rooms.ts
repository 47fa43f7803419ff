import { Rooms } from "./rooms.js";
import type { RoomsOptions, RoomsTarget } from "./rooms-options.js";

/**
 * Gives every socket `joinRoom`, `leaveRoom`, `inRoom` and `joinedRooms`, and authenticated ones their room.
 *
 * Attach before your own `connection` listeners, so that they find the helpers. Raw `socket.join` stays
 * Socket.IO's own and is not guarded.
 *
 * @param target - A `Server` or a `Namespace`. Each namespace is attached by itself.
 * @param options - See {@link RoomsOptions}.
 * @returns The rooms of that namespace.
 * @throws UsageError when the template or a limit is not usable.
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
  return new Rooms(target, options);
}
