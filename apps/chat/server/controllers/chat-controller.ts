import { randomUUID } from "node:crypto";
import { log, Socket, SocketException } from "carillon";
import type { EventContext, PayloadOf } from "carillon/router";
import type { Socket as Connection } from "socket.io";
import type { Message, Person } from "../../shared/contract.js";
import { Mentioned } from "../notifications/mentioned.js";
import { membersOf } from "../presence.js";
import { rooms } from "../rooms.js";
import { mentionedIn } from "../users.js";

/** What is said in rooms. `routes/sockets.ts` lets only members of the room through. */
export default class ChatController {
  send(_socket: Connection, { room, text }: PayloadOf<"chat:send">, context: EventContext): Message {
    const message: Message = { id: randomUUID(), room, from: senderOf(context), text, at: Date.now() };
    rooms.remember(message);
    void Socket.broadcast(room, "chat:message", message);
    void notifyMentioned(message);
    log.info("chat message", { room, from: message.from.id });
    return message;
  }

  typing(socket: Connection, { room, isTyping }: PayloadOf<"chat:typing">, context: EventContext): void {
    socket.to(room).emit("chat:typing", { room, from: senderOf(context), isTyping });
  }
}

/** Who is mentioned and not in the room is notified: at once, or when they come. */
async function notifyMentioned(message: Message): Promise<void> {
  const present = new Set(membersOf(message.room).map(({ id }) => id));
  const absent = mentionedIn(message.text).filter(({ id }) => !present.has(id));
  try {
    await Socket.notify(absent, new Mentioned(message));
  } catch (error) {
    log.error("a mention was not kept", { err: error });
  }
}

function senderOf({ user }: EventContext): Person {
  if (!user) throw new SocketException("Sign in first.", { code: "unauthenticated" });
  return user;
}
