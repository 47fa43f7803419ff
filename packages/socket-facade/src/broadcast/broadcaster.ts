import type { ContractDefinition, RegisteredContract } from "@carillon/socket-contract";
import { UsageError } from "@carillon/socket-contract/server";
import type { MemberOf } from "@carillon/socket-rooms";
import type { AnySocket, BroadcastChain, PayloadArguments, SentName, SentNames } from "./broadcast-chain.js";
import { PendingBroadcast } from "./pending-broadcast.js";
import { checkedRooms, checkNoPattern, checkRoom, kindOf } from "./broadcast-target.js";
import type { BroadcastTarget } from "./broadcast-target.js";
import { addressOf } from "./emit-to.js";
import type { HttpRequest } from "./requester-socket.js";

/** Socket.IO's own chain to rooms, which can leave out the client that made a request. */
export type RoomChain<Contract extends ContractDefinition = RegisteredContract> = BroadcastChain<Contract> & {
  /** As `toRoom(room).toOthers(request)`; see `PendingBroadcast.toOthers`. */
  toOthers(request: HttpRequest, userId?: string | number): PendingBroadcast<Contract>;
};

/** Sends events from the server to the rooms, the users and all clients of one namespace. */
export class Broadcaster<Contract extends ContractDefinition = RegisteredContract> {
  readonly #target: () => BroadcastTarget;

  /** @internal The target is looked up at each broadcast; it throws before the sockets are attached. */
  constructor(target: () => BroadcastTarget) {
    this.#target = target;
  }

  /**
   * Sends an event to all clients in a room. What cannot be sent is logged and does not throw.
   *
   * @param room - One room, or several.
   * @throws UsageError `E_ROOM_NAME` for a room that is not a non-empty string.
   */
  broadcast<const Event extends SentNames<Contract>>(
    room: string | readonly string[],
    event: SentName<Event, Contract>,
    ...payload: PayloadArguments<NoInfer<Event>, Contract>
  ): Promise<void> {
    return this.toRoom(room).emit<Event>(event, ...payload);
  }

  /**
   * Sends an event to a user or a room: a string with a dot, or of a personal room's form, is a room; an e-mail address and all else
   * is a user's id.
   *
   * `toUser` and `toRoom` never guess: use them where the target comes from outside, or where ids have dots.
   *
   * @throws UsageError `E_EMIT_TARGET` for anything that is neither.
   */
  emitTo<const Event extends SentNames<Contract>>(
    target: string | number,
    event: SentName<Event, Contract>,
    ...payload: PayloadArguments<NoInfer<Event>, Contract>
  ): Promise<void> {
    const address = addressOf(target, this.#target());
    const broadcast = address.kind === "room" ? this.toRoom(address.room) : this.toUser(address.id);
    return broadcast.emit<Event>(event, ...payload);
  }

  /**
   * The name of a user's personal room: `users.42`.
   *
   * @param id - A non-empty string or an integer.
   * @throws SocketException `bad_input` for anything else.
   */
  userRoom(id: string | number): string {
    return this.#target().rooms.userRoom(id);
  }

  /**
   * Who is in a channel with presence, on all nodes: one member for each user.
   *
   * @param channel - The channel's whole name.
   * @throws UsageError `E_UNKNOWN_CHANNEL` for a name that no channel has, `E_CHANNEL_WITHOUT_PRESENCE` for one without presence.
   */
  members<const Channel extends string>(channel: Channel): Promise<MemberOf<Channel>[]> {
    checkRoom(channel);
    const target = this.#target();
    checkNoPattern([channel], target);
    return target.rooms.members(channel, target.namespace);
  }

  /** Whether a name has the form of a personal room, of any user. */
  isUserRoom(name: unknown): boolean {
    return this.#target().rooms.isUserRoom(name);
  }

  /**
   * Begins a broadcast to all sockets of a user.
   *
   * @throws SocketException `bad_input` for an id that is none.
   */
  toUser(id: string | number): PendingBroadcast<Contract> {
    return this.toRoom(this.userRoom(id));
  }

  /**
   * Begins a broadcast to a room, or to several.
   *
   * @throws UsageError `E_ROOM_NAME` for a room that is not a non-empty string.
   */
  toRoom(room: string | readonly string[]): PendingBroadcast<Contract> {
    const rooms = checkedRooms(room);
    checkNoPattern(rooms, this.#target());
    return this.#begin(rooms);
  }

  /**
   * Socket.IO's own chain to a room: `Socket.to("orders.123").emit("order:updated", order)`.
   *
   * @throws UsageError `E_ROOM_NAME` for a room that is not a non-empty string.
   */
  to(room: string | readonly string[]): RoomChain<Contract> {
    const rooms = checkedRooms(room);
    const target = this.#target();
    checkNoPattern(rooms, target);
    const [first, ...more] = rooms;
    const chain = target.namespace.to(more.length === 0 && first !== undefined ? first : rooms);
    return Object.assign(chain as object, {
      toOthers: (request: HttpRequest, userId?: string | number) =>
        this.toRoom(rooms).toOthers(request, userId),
    }) as RoomChain<Contract>;
  }

  /** The same as {@link Broadcaster.to}, by Socket.IO's other name. */
  in(room: string | readonly string[]): RoomChain<Contract> {
    return this.to(room);
  }

  /** Looks for the sockets of this namespace on all nodes; `in(room).fetchSockets()` for those of a room. */
  fetchSockets(): Promise<AnySocket<Contract>[]> {
    return this.#target().namespace.fetchSockets() as Promise<AnySocket<Contract>[]>;
  }

  /**
   * Disconnects the sockets of this namespace on all nodes; `in(room).disconnectSockets()` those of a room.
   *
   * @param close - Closes the transport as well. Default `false`.
   */
  disconnectSockets(close?: boolean): void {
    if (close !== undefined && typeof close !== "boolean") {
      throw new UsageError(
        "E_BAD_OPTION",
        `disconnectSockets takes true or false, and ends all connections of the namespace; got ${kindOf(close)}. For a room, write Socket.in("room").disconnectSockets().`,
      );
    }
    this.#target().namespace.disconnectSockets(close);
  }

  /** Sends an event to all connected clients. */
  emit<const Event extends SentNames<Contract>>(
    event: SentName<Event, Contract>,
    ...payload: PayloadArguments<NoInfer<Event>, Contract>
  ): Promise<void> {
    return this.#begin([]).emit<Event>(event, ...payload);
  }

  #begin(rooms: readonly string[]): PendingBroadcast<Contract> {
    return new PendingBroadcast({
      target: this.#target(),
      rooms,
      except: [],
      isVolatile: false,
      throwOnError: false,
    });
  }
}
