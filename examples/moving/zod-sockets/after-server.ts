import { createRealtime, defineContract } from "carillon";
import { z } from "zod";
import { findByToken } from "../users.js";
import type { User } from "../users.js";

const order = z.object({ id: z.string() });

export const contract = defineContract({
  client: { "orders:ship": { payload: order, reply: z.object({ shipped: z.string() }) } },
  server: { "order:updated": { payload: z.object({ id: z.string(), status: z.string() }) } },
  channels: { "orders.{id}": {} },
});

const { route, socket } = createRealtime({
  contract,
  auth: { guards: { api: ({ token }) => findByToken(token) } },
});
socket.use("auth:socket");

route.channel("orders.{id}", ({ user }, { id }) => (user as User).orders.includes(id ?? ""));
route.socket(
  "orders:ship",
  async (_socket, { id }: { id: string }) => {
    await socket.broadcast(`orders.${id}`, "order:updated", { id, status: "shipped" });
    return { shipped: id };
  },
  { middleware: ["auth:socket", "member:orders.{id}"] },
);

socket.attach(3000);
