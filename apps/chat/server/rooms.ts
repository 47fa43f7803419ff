import { SocketException } from "carillon";
import type { Message } from "../shared/contract.js";

/** Messages that a room remembers. */
const maxMessages = 200;
const maxRooms = 50;

/** A room with what was said in it lately. */
export interface Room {
  readonly name: string;
  readonly topic: string;
  readonly messages: Message[];
}

/** The rooms of the chat, in memory. Who is in them is Socket.IO's own; see `presence.ts`. */
export class Rooms {
  readonly #rooms = new Map<string, Room>();

  /** @param seeds - Rooms that are there from the start, name to topic. */
  constructor(seeds: Readonly<Record<string, string>>) {
    for (const [name, topic] of Object.entries(seeds)) this.#add(name, topic);
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

  /** @throws SocketException `too_many_rooms` */
  create(name: string): Room {
    if (this.#rooms.size >= maxRooms) {
      throw new SocketException("There are enough rooms already; join one of them.", {
        code: "too_many_rooms",
        status: 409,
      });
    }
    return this.#add(name, "Opened by one of you");
  }

  /** Keeps a message, and forgets the oldest of its room. */
  remember(message: Message): void {
    const { messages } = this.get(message.room);
    messages.push(message);
    if (messages.length > maxMessages) messages.shift();
  }

  #add(name: string, topic: string): Room {
    const room: Room = { name, topic, messages: [] };
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
