import { randomUUID } from "node:crypto";
import { log, Socket, SocketException } from "carillon";
import type { EventContext, PayloadOf } from "carillon/router";
import type { Socket as Connection } from "socket.io";
import type { Message, Person } from "../../shared/contract.js";
import { membersOf } from "../presence.js";
import { rooms } from "../rooms.js";
import { mentionedIn } from "../users.js";

/** What is said in rooms. `routes/sockets.ts` lets only members of the room through. */
export default class ChatController {
  send(_socket: Connection, { room, text }: PayloadOf<"chat:send">, context: EventContext): Message {
    const message: Message = { id: randomUUID(), room, from: senderOf(context), text, at: Date.now() };
    rooms.remember(message);
    void Socket.broadcast(room, "chat:message", message);
    notifyMentioned(message);
    log.info("chat message", { room, from: message.from.id });
    return message;
  }

  typing(socket: Connection, { room, isTyping }: PayloadOf<"chat:typing">, context: EventContext): void {
    socket.to(room).emit("chat:typing", { room, from: senderOf(context), isTyping });
  }
}

/** Who is mentioned and not in the room hears of it in their personal room, `users.{id}`. */
function notifyMentioned(message: Message): void {
  const present = new Set(membersOf(message.room).map(({ id }) => id));
  for (const user of mentionedIn(message.text)) {
    if (!present.has(user.id)) void Socket.emitTo(user.id, "notice:mention", message);
  }
}

function senderOf({ user }: EventContext): Person {
  if (!user) throw new SocketException("Sign in first.", { code: "unauthenticated" });
  return user;
}
