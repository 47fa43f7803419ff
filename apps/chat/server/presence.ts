import { authStateOf } from "@carillon/socket-contract/server";
import { Socket } from "carillon";
import type { Person, RoomInfo } from "../shared/contract.js";
import { rooms } from "./rooms.js";
import type { Room } from "./rooms.js";

/** Tells everybody who is where, whenever somebody comes or goes, however they went. */
export function announcePresence(): void {
  const { adapter } = Socket.io().of("/");
  adapter.on("join-room", announce);
  adapter.on("leave-room", announce);
}

/** A room as everybody may see it. */
export function infoOf({ name, topic }: Room): RoomInfo {
  return { name, topic, members: membersOf(name) };
}

/** Who is in a room, once for each user however many tabs they have open. */
export function membersOf(room: string): Person[] {
  const { adapter, sockets } = Socket.io().of("/");
  const members = new Map<string, Person>();
  for (const id of adapter.rooms.get(room) ?? []) {
    const socket = sockets.get(id);
    const identity = socket && authStateOf(socket)?.identity;
    if (identity) members.set(identity.id, identity.user);
  }
  return [...members.values()].sort((a, b) => a.name.localeCompare(b.name));
}

function announce(name: string): void {
  const room = rooms.find(name);
  if (room) void Socket.emit("room:updated", infoOf(room));
}
