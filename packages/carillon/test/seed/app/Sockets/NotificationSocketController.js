import { SocketException } from "carillon";

export default class NotificationSocketController {
  async read(socket, payload, context) {
    if (!context.user) {
      throw new SocketException("Sign in to read notifications", {
        code: "unauthenticated",
        status: 401,
      });
    }

    return context.user.markNotificationAsRead(payload.id);
  }
}
