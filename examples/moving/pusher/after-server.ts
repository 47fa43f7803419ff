import { Route, setSocketsConfig, Socket } from "carillon";
import { z } from "zod";
import { findByToken } from "../users.js";
import type { User } from "../users.js";

setSocketsConfig({ auth: { guards: { api: ({ token }) => findByToken(token) } } });
Socket.use("auth:socket");

Route.channel("orders.{id}", ({ user }, { id }) => (user as User).orders.includes(id));

Route.socket(
  "orders:ship",
  async (_socket, { id }) => {
    await Socket.broadcast(`orders.${id}`, "order:updated", { id, status: "shipped" });
    return { shipped: id };
  },
  { payload: z.object({ id: z.string() }), middleware: ["auth:socket", "member:orders.{id}"] },
);

Socket.attach(3000); // or Socket.attach(io), beside the listeners that are there
