import { Route, setSocketsConfig, Socket } from "carillon";
import { contract } from "./contract.js";
import { Mentioned } from "./mentioned.js";
import { findByToken, mentionedIn } from "./users.js";

setSocketsConfig({ contract, auth: { guards: { api: ({ token }) => findByToken(token) } } });
Socket.use("auth:socket");

Route.channel("rooms.{room}", {
  join: ({ user }, { room }) => (user?.rooms.includes(room) ? { name: user.name } : false),
  presence: true,
  history: { size: 100, ttlMs: 300_000 },
  whisper: ["typing"],
});

Route.notifications(); // notifications:list, notifications:read, ...

Route.socketGroup({ prefix: "chat", middleware: ["auth:socket", "throttle:20,10s"] }, () => {
  Route.socket(
    "say",
    async (_socket, { room, text }, { user }) => {
      const message = { from: user?.name ?? "a guest", text };
      await Socket.broadcast(`rooms.${room}`, "chat:message", message);
      await Socket.notify(mentionedIn(text), new Mentioned(message.from, text));
      return message;
    },
    { middleware: ["member:rooms.{room}"] },
  );
});
