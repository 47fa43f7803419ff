import { Route, Socket } from "carillon";
import RoomChannel from "../app/Channels/RoomChannel.js";
import ChatSocketController from "../app/Sockets/ChatSocketController.js";
import { users } from "../server/users.js";

// Who connects: the user of the token that the page got when it signed in.
Socket.guard("api", ({ token }) => users.find(token));
Socket.use("auth:socket");

// What clients may send, and only to rooms that they are in.
Route.socketGroup({ middleware: ["auth:socket", "throttle:30,10s"] }, () => {
  Route.socket("chat:message", ChatSocketController.send, { middleware: "member:rooms.{room}" });
});

// Which channels they may join.
Route.channel("rooms.{room}", RoomChannel);
