import type { BroadcastPayload, ServerEventName } from "@carillon/socket-contract";
import type { MemberOf, Rooms } from "@carillon/socket-rooms";
import type { Namespace, Server } from "socket.io";
import { Broadcast, checkRoom } from "./broadcast.js";
import type { BroadcastChain } from "./broadcast.js";
import type { Outbox } from "./outbox.js";

/** Where a {@link Broadcaster} sends. */
export interface BroadcastTarget {
  readonly namespace: Server | Namespace;
  /** Its rooms: how they are named, and which of them a channel's rule covers. */
  readonly rooms: Pick<Rooms, "userRoom" | "isUserRoom" | "isChannel" | "publish" | "members">;
  readonly outbox: Outbox;
  /** Where nobody is connected here: resolves when the others can hear of what was sent. */
  readonly sent?: () => Promise<void>;
}

/** Rooms for a {@link BroadcastTarget} that answers some questions in another way. */
export function roomsWith(
  rooms: Rooms,
  replaced: Partial<BroadcastTarget["rooms"]>,
): BroadcastTarget["rooms"] {
  return {
    userRoom: (id) => rooms.userRoom(id),
    isUserRoom: (name) => rooms.isUserRoom(name),
    isChannel: (room) => rooms.isChannel(room),
    publish: (...published) => rooms.publish(...published),
    members: (channel, namespace) => rooms.members(channel, namespace),
    ...replaced,
  };
}

/** Sends events from the server to the rooms, the users and everybody of one namespace. */
export abstract class Broadcaster {
  /**
   * Looked up at each broadcast.
   *
   * @throws Error before the layer is attached.
   */
  protected abstract target(): BroadcastTarget;

  /**
   * Sends an event to everybody in a room. What cannot be sent is logged and does not throw.
   *
   * @param room - One room, or several.
   * @throws TypeError for a room that is not a non-empty string.
   */
  broadcast<Event extends ServerEventName>(
    room: string | readonly string[],
    event: Event,
    payload?: BroadcastPayload<Event>,
  ): Promise<void> {
    return this.toRoom(room).emit(event, payload);
  }

  /**
   * Sends an event to a user or a room: a string with a dot, or of a personal room's form, is a room; else a user's id.
   *
   * `toUser` and `toRoom` never guess: use them where the target comes from outside.
   *
   * @throws TypeError or SocketException for anything that is neither.
   */
  emitTo<Event extends ServerEventName>(
    target: string | number,
    event: Event,
    payload?: BroadcastPayload<Event>,
  ): Promise<void> {
    const isRoom = typeof target === "string" && (target.includes(".") || this.isUserRoom(target));
    return (isRoom ? this.toRoom(target) : this.toUser(target)).emit(event, payload);
  }

  /**
   * The name of a user's personal room: `users.42`.
   *
   * @param id - A non-empty string or an integer.
   * @throws SocketException `bad_input` for anything else.
   */
  userRoom(id: string | number): string {
    return this.target().rooms.userRoom(id);
  }

  /**
   * Who is in a channel with presence, on all nodes: one member for each user.
   *
   * @param channel - The channel's whole name.
   */
  members<const Channel extends string>(channel: Channel): Promise<MemberOf<Channel>[]> {
    const { rooms, namespace } = this.target();
    return rooms.members(channel, namespace);
  }

  /** Whether a name has the form of a personal room, whoever it belongs to. */
  isUserRoom(name: unknown): boolean {
    return this.target().rooms.isUserRoom(name);
  }

  /**
   * Begins a broadcast to all sockets of a user.
   *
   * @throws SocketException `bad_input` for an id that is none.
   */
  toUser(id: string | number): Broadcast {
    return this.toRoom(this.userRoom(id));
  }

  /**
   * Begins a broadcast to a room, or to several.
   *
   * @throws TypeError for a room that is not a non-empty string.
   */
  toRoom(room: string | readonly string[]): Broadcast {
    return this.#begin(checkedRooms(room));
  }

  /**
   * Socket.IO's own chain to a room: `Socket.to("orders.123").emit("order:updated", order)`.
   *
   * @throws TypeError for a room that is not a non-empty string.
   */
  to(room: string | readonly string[]): BroadcastChain {
    return this.target().namespace.to(checkedRooms(room));
  }

  /** Sends an event to every connected socket. */
  emit<Event extends ServerEventName>(event: Event, payload?: BroadcastPayload<Event>): Promise<void> {
    return this.#begin([]).emit(event, payload);
  }

  #begin(rooms: readonly string[]): Broadcast {
    return new Broadcast({
      target: this.target(),
      rooms,
      except: [],
      isVolatile: false,
      throwOnError: false,
    });
  }
}

/** The broadcasts of one namespace. */
export class NamespaceBroadcaster extends Broadcaster {
  readonly #target: BroadcastTarget;

  /** @internal */
  constructor(target: BroadcastTarget) {
    super();
    this.#target = target;
  }

  protected override target(): BroadcastTarget {
    return this.#target;
  }
}

function checkedRooms(room: string | readonly string[]): string[] {
  const rooms = [room].flat();
  for (const each of rooms) checkRoom(each);
  if (rooms.length === 0) throw new TypeError("A room name is needed; an empty list would reach everybody.");
  return rooms;
}
