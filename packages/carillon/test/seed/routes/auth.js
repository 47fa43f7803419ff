import { Route, Socket } from "carillon";

Socket.use("auth:socket");

// Public — no auth requirement, anyone can hit it.
Route.socket("ping", () => ({ pong: true }));

// Protected — anonymous sockets get { ok: false, error: "unauthenticated" }.
Route.socketGroup({ middleware: ["auth:socket"] }, () => {
  Route.socket("orders:subscribe", "OrderSocketController@subscribe");
  Route.socket("notifications:read", "NotificationSocketController@read");
});
