import { EventEmitter } from "node:events";
import type { Namespace, Socket } from "socket.io";

/**
 * Calls back whenever a connection of this node left a room, in the same tick and whichever way: `leave`, `socketsLeave` of another
 * node, a disconnect.
 *
 * Expects the event `leave-room` that Socket.IO's in-memory adapter emits, which every other adapter extends (3.1 and later). Where an
 * adapter does not emit it, presence and `onLeave` are not told that a member left.
 */
export function onLeaveRoom(
  { adapter }: Namespace,
  listener: (room: string, socketId: string) => void,
): void {
  adapter.on("leave-room", listener);
}

/** The rooms of this node with the ids of their connections. Expects the adapter's `rooms` (3.0 and later). */
export function localRooms({ adapter }: Namespace): ReadonlyMap<string, ReadonlySet<string>> {
  return adapter.rooms;
}

interface Adapted {
  readonly adapter?: unknown;
}

/**
 * The rooms of a server or a namespace whose members are all here and get nothing later: Socket.IO's in-memory adapter has them.
 *
 * Expects the adapter's `rooms` (3.0 and later). `undefined` for every other adapter: members on other nodes, sessions that are
 * recovered and the namespaces of a pattern are not in it.
 */
export function wholeRooms(target: object): ReadonlyMap<string, ReadonlySet<string>> | undefined {
  // A server's `adapter` is a method; its main namespace has the adapter.
  const { sockets, adapter: own } = target as Adapted & { readonly sockets?: Adapted };
  const adapter = sockets?.adapter ?? own;
  if (typeof adapter !== "object" || adapter === null || Object.hasOwn(adapter, "broadcast"))
    return undefined;
  const base = Object.getPrototypeOf(adapter) as object | null;
  if (base === null || Object.getPrototypeOf(base) !== EventEmitter.prototype) return undefined;
  return (adapter as { readonly rooms?: ReadonlyMap<string, ReadonlySet<string>> }).rooms;
}

/**
 * Takes a connection out of all rooms, also of those that an asynchronous adapter added after its disconnect.
 *
 * Expects the adapter's `delAll` (3.0 and later).
 */
export function leaveAllRooms({ nsp, id }: Socket): void {
  nsp.adapter.delAll(id);
}

/** Whether a name is the id of a connection of this node. A fake without `nsp.sockets` has none. */
export function isLocalSocketId(socket: Socket, name: string): boolean {
  const { nsp } = socket as { readonly nsp?: Partial<Pick<Namespace, "sockets">> };
  return nsp?.sockets?.has(name) ?? false;
}

/**
 * Hands an event to a connection as if its client had sent it: `socket.use`, `onAny` and routes see it.
 *
 * Expects the socket's `onevent` (1.0 and later). Where there is none, nothing happens.
 */
export function receiveEvent(socket: Socket, args: readonly unknown[]): void {
  (socket as unknown as { readonly onevent?: (packet: { data: unknown[] }) => void }).onevent?.({
    data: [...args],
  });
}
