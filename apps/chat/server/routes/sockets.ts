import { Route, Socket } from "carillon";
import ChatController from "../controllers/chat-controller.js";
import RoomController from "../controllers/room-controller.js";

Socket.use("auth:socket");

Route.useSocketController("ChatController", ChatController);
Route.useSocketController("RoomController", RoomController);

Route.socketGroup({ middleware: ["auth:socket"] }, () => {
  Route.socketGroup({ prefix: "rooms", middleware: ["throttle:30,10s"] }, () => {
    Route.socket("list", "RoomController@list");
    Route.socket("join", "RoomController@join");
    Route.socket("leave", "RoomController@leave");
  });

  // Catching up, and reading on every device.
  Route.notifications({ middleware: "throttle:30,10s" });

  // The client names the room: only members may speak in it.
  Route.socketGroup({ prefix: "chat", middleware: ["member:{room}"] }, () => {
    Route.socket("send", "ChatController@send", { middleware: ["throttle:10,10s"] });
    Route.socket("typing", "ChatController@typing", { middleware: ["throttle:30,10s"] });
  });
});
