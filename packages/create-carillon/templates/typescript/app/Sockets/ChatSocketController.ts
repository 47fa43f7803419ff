import { Socket } from "carillon";
import type { EventContext, HandlerPayload, HandlerReply } from "carillon";
import type { Socket as Connection } from "socket.io";

export default class ChatSocketController {
  /** Sends a message to everyone else in the room, and back to the author as the reply. */
  static async send(
    this: void,
    socket: Connection,
    { room, text }: HandlerPayload<"chat:message">,
    { user }: EventContext,
  ): Promise<HandlerReply<"chat:message">> {
    const message = { from: user?.name ?? "", text, at: Date.now() };
    await Socket.toRoom(`rooms.${room}`).except(socket.id).emit("chat:message", message);
    return message;
  }
}
