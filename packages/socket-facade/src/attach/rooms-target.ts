import type { Rooms } from "@carillon/socket-rooms";
import type { BroadcastTarget } from "../broadcast/broadcast-target.js";

/** What a broadcast uses of rooms, with some of it replaced. */
export function roomsOfTarget(
  rooms: Rooms,
  replaced: Partial<BroadcastTarget["rooms"]>,
): BroadcastTarget["rooms"] {
  return {
    userRoom: (id) => rooms.userRoom(id),
    isUserRoom: (name) => rooms.isUserRoom(name),
    isChannel: (room) => rooms.isChannel(room),
    publish: (...args) => rooms.publish(...args),
    members: (channel, namespace) => rooms.members(channel, namespace),
    ...replaced,
  };
}
