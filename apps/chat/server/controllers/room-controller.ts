import { log, Socket } from "carillon";
import type { EventContext, PayloadOf, ReplyOf } from "carillon/router";
import type { Socket as Connection } from "socket.io";
import type { Person, Room } from "../../shared/contract.js";
import { announceRoom, announceRoomTo } from "../announcements.js";
import type { ChatData } from "../chat-data.js";
import type { Rooms } from "../data/rooms.js";
import { allPeople } from "../data/users.js";
import { Invited } from "../notifications/invited.js";
import { signedIn } from "../signed-in.js";

/** Rooms: which there are, opening them, inviting to them, leaving them. */
export default class RoomController {
  readonly #rooms: Rooms;

  constructor({ rooms }: ChatData) {
    this.#rooms = rooms;
  }

  list(_socket: Connection, _payload: unknown, context: EventContext): ReplyOf<"rooms:list"> {
    return { rooms: this.#rooms.listFor(signedIn(context).id), people: allPeople() };
  }

  create(_socket: Connection, payload: PayloadOf<"rooms:create">, context: EventContext): Room {
    const { id } = signedIn(context);
    const { name, isPrivate } = payload;
    this.#rooms.create(name, isPrivate ? "private" : "public", id);
    announceRoom(this.#rooms, name);
    return this.#roomOf(name, id);
  }

  async invite(
    _socket: Connection,
    payload: PayloadOf<"rooms:invite">,
    context: EventContext,
  ): Promise<Person> {
    const by = signedIn(context);
    const { room, user } = payload;
    const invited = this.#rooms.invite(room, user, by.id);
    announceRoomTo(this.#rooms, room, user);
    await Socket.notify(invited, new Invited(room, by));
    log.info("invited to a room", { room, by: by.id, user });
    return invited;
  }

  accept(_socket: Connection, { room }: PayloadOf<"rooms:accept">, context: EventContext): Room {
    const { id } = signedIn(context);
    this.#rooms.accept(room, id);
    announceRoomTo(this.#rooms, room, id);
    return this.#roomOf(room, id);
  }

  async leave(_socket: Connection, { room }: PayloadOf<"rooms:leave">, context: EventContext): Promise<void> {
    const { id } = signedIn(context);
    this.#rooms.leave(room, id);
    announceRoomTo(this.#rooms, room, id);
    await Socket.recheckChannel(`rooms.${room}`); // puts out the user's other tabs
  }

  read(_socket: Connection, { room, upTo }: PayloadOf<"rooms:read">, context: EventContext): void {
    const { id } = signedIn(context);
    this.#rooms.admit(room, id);
    this.#rooms.read(room, id, upTo);
    announceRoomTo(this.#rooms, room, id);
  }

  #roomOf(name: string, user: string): Room {
    const room = this.#rooms.findFor(name, user);
    if (!room) throw new Error(`The room ${name} is gone.`);
    return room;
  }
}
