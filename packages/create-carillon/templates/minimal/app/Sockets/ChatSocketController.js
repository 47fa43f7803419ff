import { Socket } from "carillon";

export default class ChatSocketController {
  /** Sends a message to everyone else in the room, and back to the author as the reply. */
  static async send(socket, { room, text }, { user }) {
    const message = { from: user.name, text, at: Date.now() };
    await Socket.toRoom(`rooms.${room}`).except(socket.id).emit("chat:message", message);
    return message;
  }
}
