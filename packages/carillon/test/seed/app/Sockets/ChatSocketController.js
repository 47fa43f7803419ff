import { Socket, log } from "carillon";

export default class ChatSocketController {
  static async send(socket, payload, context) {
    log.info("chat message", { from: context.user?.id, payload });

    Socket.broadcast(payload.room, "chat:message", {
      from: context.user?.id ?? null,
      text: payload.text,
    });

    return { ok: true };
  }
}
