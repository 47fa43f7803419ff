import { Route, setSocketsConfig, Socket } from "carillon";
import { findByToken } from "../users.js";
import type { User } from "../users.js";

class OrdersController {
  async ship(_socket: unknown, { id }: { id: string }) {
    await Socket.broadcast(`orders.${id}`, "order:updated", { id, status: "shipped" });
    return { shipped: id }; // the ack
  }
}

setSocketsConfig({ auth: { guards: { api: ({ token }) => findByToken(token) } } });
Socket.use("auth:socket");

Route.channel("orders.{id}", ({ user }, { id }) => (user as User).orders.includes(id));
Route.socketGroup({ prefix: "orders", middleware: ["auth:socket", "member:orders.{id}"] }, () => {
  Route.socket("ship", [OrdersController, "ship"]);
});

Socket.attach(3000);
