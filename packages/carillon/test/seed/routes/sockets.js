import { Route } from "carillon";
import ChatSocketController from "../app/Sockets/ChatSocketController.js";
import OrderSocketController from "../app/Sockets/OrderSocketController.js";

Route.socket("chat:message", ChatSocketController.send);

Route.socketGroup({ middleware: ["auth:socket"] }, () => {
  Route.socket("order:subscribe", "OrderSocketController@subscribe");
  Route.socket("notifications:read", "NotificationSocketController@read");
});
