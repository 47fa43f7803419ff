import { Route, Socket } from "carillon";
import { roomChannel } from "../channels/room-channel.js";
import type { ChatData } from "../chat-data.js";
import type { AppConfig } from "../config/app.js";
import MessageController from "../controllers/message-controller.js";
import NodeController from "../controllers/node-controller.js";
import RoomController from "../controllers/room-controller.js";

/** Registers all that pages may send, and the channels that they may join. */
export function registerRoutes({ rooms }: ChatData, { messageLimit }: AppConfig): void {
  Socket.use("auth:socket");

  Route.useSocketController("RoomController", RoomController);
  Route.useSocketController("MessageController", MessageController);
  Route.useSocketController("NodeController", NodeController);

  Route.channel("rooms.{room}", roomChannel(rooms));
  Route.channel("inbox.{user}", {
    join: ({ userId }, { user }) => userId === user,
    history: { size: 100, ttlMs: 600_000 },
  });
  Route.channel("people", { join: ({ user }) => user, presence: true });

  Route.socketGroup({ middleware: ["auth:socket"] }, () => {
    Route.socketGroup({ prefix: "rooms", middleware: ["throttle:60,10s"] }, () => {
      Route.socket("list", "RoomController@list");
      Route.socket("create", "RoomController@create");
      Route.socket("invite", "RoomController@invite");
      Route.socket("accept", "RoomController@accept");
      Route.socket("leave", "RoomController@leave");
      Route.socket("read", "RoomController@read");
    });

    Route.socketGroup({ prefix: "messages" }, () => {
      // Only those who are in the room's channel load what was said there.
      Route.socket("list", "MessageController@list", {
        middleware: ["member:rooms.{room}", "throttle:60,10s"],
      });
      // Sent again after a lost answer, it runs once.
      Route.socket("send", "MessageController@send", {
        middleware: [`throttle:${messageLimit}`],
        idempotent: true,
      });
      Route.socket("edit", "MessageController@edit", { middleware: ["throttle:20,10s"] });
      Route.socket("delete", "MessageController@delete", { middleware: ["throttle:20,10s"] });
    });

    Route.notifications({ middleware: "throttle:60,10s" });

    Route.socketGroup({ prefix: "node", middleware: ["throttle:30,10s"] }, () => {
      Route.socket("info", "NodeController@info");
      Route.socket("kill", "NodeController@kill");
    });
  });
}
