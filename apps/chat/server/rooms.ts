import { SocketException } from "carillon";
import type { Message } from "../shared/contract.js";

/** Messages that a room remembers. */
const maxMessages = 200;
const maxRooms = 50;
/** Rooms that one user may have open; those without members and messages of others do not stay. */
const maxRoomsPerUser = 5;

/** A room with what was said in it lately. */
export interface Room {
  readonly name: string;
  readonly topic: string;
  readonly messages: Message[];
  /** The id of the user who opened it; `null` for those that are there from the start. */
  readonly openedBy: string | null;
}

/** The rooms of the chat, in memory. Who is in them is Socket.IO's own; see `presence.ts`. */
export class Rooms {
  readonly #rooms = new Map<string, Room>();

  /** @param seeds - Rooms that are there from the start, name to topic. */
  constructor(seeds: Readonly<Record<string, string>>) {
    for (const [name, topic] of Object.entries(seeds)) this.#add(name, topic, null);
  }

  all(): Room[] {
    return [...this.#rooms.values()];
  }

  find(name: string): Room | undefined {
    return this.#rooms.get(name);
  }

  /** @throws SocketException `unknown_room` */
  get(name: string): Room {
    const room = this.#rooms.get(name);
    if (!room)
      throw new SocketException(`There is no room “${name}”.`, { code: "unknown_room", status: 404 });
    return room;
  }

  /**
   * Opens a room.
   *
   * @param openedBy - The id of a user, who may have five of them.
   * @throws SocketException `too_many_rooms`
   */
  create(name: string, openedBy: string): Room {
    if (this.all().filter((room) => room.openedBy === openedBy).length >= maxRoomsPerUser) {
      throw new SocketException("You have opened five rooms already; join one of them.", {
        code: "too_many_rooms",
        status: 409,
      });
    }
    if (this.#rooms.size >= maxRooms) {
      throw new SocketException("There are enough rooms already; join one of them.", {
        code: "too_many_rooms",
        status: 409,
      });
    }
    return this.#add(name, "Opened by one of you", openedBy);
  }

  /** Keeps a message, and forgets the oldest of its room. */
  remember(message: Message): void {
    const { messages } = this.get(message.room);
    messages.push(message);
    if (messages.length > maxMessages) messages.shift();
  }

  #add(name: string, topic: string, openedBy: string | null): Room {
    const room: Room = { name, topic, messages: [], openedBy };
    this.#rooms.set(name, room);
    return room;
  }
}

/** The rooms of this process. */
export const rooms = new Rooms({
  lobby: "Everybody starts here",
  "bell-tower": "Practice nights and repairs",
  workshop: "What is on the bench",
});
