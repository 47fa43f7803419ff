import { Route, setSocketsConfig, Socket, SocketException } from "carillon";

const users = new Map([
  ["ada-token", { id: 1, name: "Ada" }],
  ["bob-token", { id: 2, name: "Bob" }],
]);
setSocketsConfig({
  auth: { guards: { api: ({ token }) => users.get(token) ?? null } },
});
Socket.use("auth:socket");

Route.channel("rooms.{room}", {
  join: ({ user }, { room }) => room === "lobby" && { name: user.name },
  presence: true,
  history: { size: 50, ttlMs: 60_000 },
});

Route.socket(
  "say",
  async (socket, { room, text }, { user }) => {
    if (text.length > 30) {
      throw new SocketException("Too long", { code: "too_long" });
    }
    const message = { from: user.name, text };
    await Socket.broadcast(`rooms.${room}`, "message", message);
    return { said: text };
  },
  { middleware: ["auth:socket", "member:rooms.{room}"] },
);

Socket.attach(3000);
