import { UsageError } from "@carillon/socket-contract/server";
import type { Rooms } from "@carillon/socket-rooms";
import type { Namespace, Server } from "socket.io";
import type { ContractEvents } from "./contract-events.js";
import type { Outbox } from "./outbox.js";

/** Where a broadcast is sent. */
export interface BroadcastTarget {
  readonly namespace: Server | Namespace;
  /** Its rooms: how they are named, and which of them a channel's rule covers. */
  readonly rooms: Pick<Rooms, "userRoom" | "isUserRoom" | "isChannel" | "publish" | "members">;
  readonly outbox: Outbox;
  /** Tells of events that the contract does not have, where there is one. */
  readonly contractEvents?: ContractEvents | undefined;
  /** In a process that only emits: resolves when the nodes can receive what was sent. */
  readonly sent?: () => Promise<void>;
  /** Whether ids of users with a dot have been seen. */
  readonly hasDottedIds?: () => boolean;
}

/** @throws UsageError `E_ROOM_NAME` for a room that is none: `io.to(undefined)` would reach all clients. */
export function checkRoom(room: unknown): asserts room is string {
  if (typeof room === "string" && room !== "") return;
  throw new UsageError(
    "E_ROOM_NAME",
    `A room name is a non-empty string; got ${room === "" ? "an empty one" : kindOf(room)}.`,
  );
}

/** @throws UsageError `E_ROOM_NAME` where one is none, and for an empty list. */
export function checkedRooms(room: string | readonly string[]): string[] {
  const rooms = typeof room === "string" ? [room] : [room].flat();
  for (const each of rooms) checkRoom(each);
  if (rooms.length > 0) return rooms;
  throw new UsageError("E_ROOM_NAME", "A room name is needed; an empty list would reach all clients.");
}

/** @throws UsageError `E_BAD_NAMESPACE` for a name that does not begin with `/`. */
export function checkNamespace(namespace: unknown): asserts namespace is string {
  if (typeof namespace === "string" && namespace.startsWith("/")) return;
  throw new UsageError(
    "E_BAD_NAMESPACE",
    `Socket.of takes the name of a namespace, which begins with "/": Socket.of("/admin"); got ${typeof namespace === "string" ? `"${namespace}"` : typeof namespace}.`,
  );
}

/**
 * Refuses the pattern of a channel where one channel is meant: no client is in `orders.{orderId}`.
 *
 * @throws UsageError `E_ROOM_NAME`, with the template literal.
 */
export function checkNoPattern(names: readonly string[], { rooms }: Pick<BroadcastTarget, "rooms">): void {
  for (const name of names) {
    if (!name.includes("{") || !/\{[A-Za-z_]\w*\}/.test(name)) continue;
    if (!rooms.isChannel(name) && !rooms.isUserRoom(name)) continue;
    const written = name.replaceAll("{", "${");
    throw new UsageError(
      "E_ROOM_NAME",
      `"${name}" is a pattern, and no client is in it: write one name, as \`${written}\` does.`,
    );
  }
}

/** What a value is, in the words of an error message. */
export function kindOf(value: unknown): string {
  return value === null ? "null" : typeof value;
}
