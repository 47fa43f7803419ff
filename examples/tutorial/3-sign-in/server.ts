import { Route, setSocketsConfig, Socket } from "carillon";
import { contract } from "./contract.js";
import { findByToken } from "./users.js";

setSocketsConfig({ contract, auth: { guards: { api: ({ token }) => findByToken(token) } } });
Socket.use("auth:socket"); // asks the guard at each handshake

Route.socketGroup({ prefix: "chat", middleware: ["auth:socket", "throttle:20,10s"] }, () => {
  Route.socket("say", async (_socket, { text }, { user }) => {
    const message = { from: user?.name ?? "a guest", text };
    await Socket.emit("chat:message", message);
    return message;
  });
});

Socket.attach(3000);
