import { log, Socket } from "carillon";
import type { EventContext, PayloadOf, ReplyOf } from "carillon/router";
import type { Socket as Connection } from "socket.io";
import type { Message } from "../../shared/contract.js";
import { announceRoom } from "../announcements.js";
import type { ChatData } from "../chat-data.js";
import type { Messages } from "../data/messages.js";
import type { Rooms } from "../data/rooms.js";
import { mentionedIn } from "../data/users.js";
import { Mentioned } from "../notifications/mentioned.js";
import { signedIn } from "../signed-in.js";

/** What is said in rooms. */
export default class MessageController {
  readonly #rooms: Rooms;
  readonly #messages: Messages;

  constructor({ rooms, messages }: ChatData) {
    this.#rooms = rooms;
    this.#messages = messages;
  }

  list(_socket: Connection, { room, before }: PayloadOf<"messages:list">): ReplyOf<"messages:list"> {
    return this.#messages.list(room, before);
  }

  /** Needs no membership of the channel: a message that waited while offline comes ahead of the page's rejoin. */
  async send(
    _socket: Connection,
    payload: PayloadOf<"messages:send">,
    context: EventContext,
  ): Promise<Message> {
    const { id } = signedIn(context);
    this.#rooms.admit(payload.room, id);
    const message = this.#messages.add(payload, id);
    this.#rooms.read(message.room, id, message.seq);
    await Socket.broadcast(`rooms.${message.room}`, "message:new", message);
    announceRoom(this.#rooms, message.room);
    void this.#notifyMentioned(message);
    log.info("chat message", { room: message.room, from: id });
    return message;
  }

  async edit(
    _socket: Connection,
    payload: PayloadOf<"messages:edit">,
    context: EventContext,
  ): Promise<Message> {
    const { id } = signedIn(context);
    this.#admitAuthor(payload.id, id);
    return this.#changed(this.#messages.edit(payload.id, id, payload.text));
  }

  async delete(
    _socket: Connection,
    payload: PayloadOf<"messages:delete">,
    context: EventContext,
  ): Promise<Message> {
    const { id } = signedIn(context);
    this.#admitAuthor(payload.id, id);
    return this.#changed(this.#messages.delete(payload.id, id));
  }

  /** An author who left a private room changes nothing there any more. */
  #admitAuthor(message: string, author: string): void {
    this.#rooms.admit(this.#messages.findOwn(message, author).room, author);
  }

  async #changed(message: Message): Promise<Message> {
    await Socket.broadcast(`rooms.${message.room}`, "message:changed", message);
    announceRoom(this.#rooms, message.room);
    return message;
  }

  /** Notifies those who are mentioned and not in the room: at once, or when they come. */
  async #notifyMentioned(message: Message): Promise<void> {
    try {
      const mayKnow = new Set(this.#rooms.audience(message.room));
      const present = new Set((await Socket.members(`rooms.${message.room}`)).map(({ id }) => id));
      const absent = mentionedIn(message.text).filter(
        ({ id }) => id !== message.from.id && mayKnow.has(id) && !present.has(id),
      );
      await Socket.notify(absent, new Mentioned(message));
    } catch (error) {
      log.error("a mention was not kept", { err: error });
    }
  }
}
