import { Route, setSocketsConfig, Socket } from "carillon";
import { contract } from "./contract.js";
import { findByToken } from "./users.js";

setSocketsConfig({ contract, auth: { guards: { api: ({ token }) => findByToken(token) } } });
Socket.use("auth:socket");

// Who may join: clients ask, the rule decides.
Route.channel("rooms.{room}", ({ user }, { room }) => user?.rooms.includes(room) ?? false);

Route.socketGroup({ prefix: "chat", middleware: ["auth:socket", "throttle:20,10s"] }, () => {
  Route.socket(
    "say",
    async (_socket, { room, text }, { user }) => {
      const message = { from: user?.name ?? "a guest", text };
      await Socket.broadcast(`rooms.${room}`, "chat:message", message);
      return message;
    },
    { middleware: ["member:rooms.{room}"] }, // only members speak
  );
});

Socket.attach(3000);
