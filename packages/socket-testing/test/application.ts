import { defineContract, SocketException } from "@carillon/socket-contract";
import { Route, setSocketsConfig, Socket } from "@carillon/socket-facade";
import { Notification } from "@carillon/socket-notifications";
import { z } from "zod";

/** What an application registers by import. */
export interface User {
  readonly id: number;
  readonly name: string;
}

const order = z.object({ id: z.number(), status: z.string(), by: z.string().optional() });

export const contract = defineContract({
  client: {
    "orders:ship": { payload: z.object({ id: z.number() }), reply: order },
    "orders:refund": { payload: z.object({ id: z.number() }), reply: order },
    "orders:slow": { reply: z.string() },
    "orders:break": {},
    ping: { reply: z.string() },
    welcome: {},
  },
  server: { "order:updated": { payload: order }, "user:pinged": { payload: z.object({ at: z.number() }) } },
  channels: { "orders.{id}": { presence: z.object({ name: z.string() }) } },
});

/** Stored and pushed. */
export class OrderShipped extends Notification<User> {
  readonly orderId: number;

  constructor(orderId: number) {
    super();
    this.orderId = orderId;
  }

  override toDatabase(): object {
    return { orderId: this.orderId };
  }
}

/** Never sent. */
export class OrderLost extends Notification<User> {
  override toDatabase(): object {
    return {};
  }
}

setSocketsConfig({ contract, auth: { expiringMs: 10_000 } });
Socket.guard("api", ({ token }) => {
  if (!token.startsWith("token-of-")) return null;
  const name = token.slice("token-of-".length);
  return { user: { id: 100, name }, id: 100 };
});
Socket.use("auth:socket");

Route.socketGroup({ prefix: "orders", middleware: "auth:socket" }, () => {
  Route.socket("ship", async (_socket, payload, context) => {
    const { id } = payload as { id: number };
    const user = context.user as User;
    const shipped = { id, status: "shipped", by: user.name };
    await Socket.broadcast(`orders.${String(id)}`, "order:updated", shipped);
    await Socket.notify(user, new OrderShipped(id));
    return shipped;
  });
  Route.socket("refund", (_socket, payload) => {
    throw new SocketException("Not yours.", { code: "not_yours", status: 403, data: payload as object });
  });
  Route.socket("slow", (socket, _payload, { signal }) => {
    socket.emit("user:pinged", { at: 0 });
    return new Promise((resolve) => {
      signal.addEventListener("abort", () => {
        resolve("given up");
      });
    });
  });
  Route.socket("break", () => {
    throw new Error("the warehouse is on fire");
  });
});
Route.socket("ping", () => "pong", { middleware: "throttle:2,1m" });
Route.socket("welcome", async (socket, _payload, { user }) => {
  await Socket.toUser((user as User).id).emit("user:pinged", { at: 1 });
  socket.emit("user:pinged", { at: 2 });
});
Route.channel("orders.{id}", {
  join: ({ user }, { id }) => id !== "13" && user !== null && { name: (user as User).name },
  presence: { graceMs: 5_000 },
  history: { size: 10 },
});
