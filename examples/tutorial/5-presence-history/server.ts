import { Route, setSocketsConfig, Socket } from "carillon";
import { contract } from "./contract.js";
import { findByToken } from "./users.js";

setSocketsConfig({ contract, auth: { guards: { api: ({ token }) => findByToken(token) } } });
Socket.use("auth:socket");

Route.channel("rooms.{room}", {
  // What the other members see, or a refusal.
  join: ({ user }, { room }) => (user?.rooms.includes(room) ? { name: user.name } : false),
  presence: true,
  history: { size: 100, ttlMs: 300_000 },
  whisper: ["typing"],
});

Route.socketGroup({ prefix: "chat", middleware: ["auth:socket", "throttle:20,10s"] }, () => {
  Route.socket(
    "say",
    async (_socket, { room, text }, { user }) => {
      const message = { from: user?.name ?? "a guest", text };
      await Socket.broadcast(`rooms.${room}`, "chat:message", message);
      return message;
    },
    { middleware: ["member:rooms.{room}"] },
  );
});

// A tunnel for the train: cuts the connection of the client that asks for it.
Route.socket("demo:cut", (socket) => {
  setImmediate(() => socket.conn.close());
});

Socket.attach(3000);
