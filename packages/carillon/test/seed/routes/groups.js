import { Route, SocketException } from "carillon";
import ChatSocketController from "../app/Sockets/ChatSocketController.js";

class OrderSocketController {
  static subscribe(socket, payload) {
    return { subscribed: payload.room };
  }

  static retry() {
    return "retried";
  }
}

Route.useSocketController("ChatController", ChatSocketController);
Route.socket("chat:message", "ChatController@send");

Route.socketGroup({ prefix: "orders", middleware: ["auth:socket"] }, () => {
  Route.socket("subscribe", OrderSocketController.subscribe);

  Route.socketGroup({ prefix: "admin" }, () => {
    Route.socket("retry", OrderSocketController.retry); // → orders:admin:retry
  });
});

Route.socketGroup(
  {
    middleware: [
      async ({ payload, next }) => {
        if (!payload?.room) {
          throw new SocketException("room is required", { code: "bad_input" });
        }
        await next();
      },
    ],
  },
  () => {
    Route.socket("orders:follow", OrderSocketController.subscribe);
  },
);
