import { Socket } from "carillon";
import type { Rooms } from "./data/rooms.js";

/** Tells each user who may know of a room how it stands for them now, in their own channel. */
export function announceRoom(rooms: Rooms, name: string): void {
  for (const user of rooms.audience(name)) announceRoomTo(rooms, name, user);
}

/** Tells one user, on all of their devices. */
export function announceRoomTo(rooms: Rooms, name: string, user: string): void {
  const room = rooms.findFor(name, user);
  if (room) void Socket.broadcast(`inbox.${user}`, "room:changed", room);
  else void Socket.broadcast(`inbox.${user}`, "room:gone", { name });
}
