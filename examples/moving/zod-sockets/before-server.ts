import { createServer } from "node:http";
import { Server } from "socket.io";
import { z } from "zod";
import { ActionsFactory, attachSockets, createSimpleConfig } from "zod-sockets";
import { findByToken } from "../users.js";

const order = z.object({ id: z.string() });
const answer = z.object({
  ok: z.literal(true).optional(),
  shipped: z.string().optional(),
  error: z.string().optional(),
});

const config = createSimpleConfig({
  startupLogo: false,
  emission: { "order:updated": { schema: z.tuple([z.object({ id: z.string(), status: z.string() })]) } },
});
const factory = new ActionsFactory(config);

const actions = [
  factory.build({
    event: "orders:watch",
    input: z.tuple([order]),
    output: z.tuple([answer]),
    handler: async ({ input: [{ id }], client }) => {
      const user = findByToken(client.handshake.auth["token"]);
      if (!user?.orders.includes(id)) return [{ error: "forbidden" }];
      await client.join(`orders.${id}`);
      return [{ ok: true as const }];
    },
  }),
  factory.build({
    event: "orders:ship",
    input: z.tuple([order]),
    output: z.tuple([answer]),
    handler: async ({ input: [{ id }], client }) => {
      if (!client.getRooms().includes(`orders.${id}`)) return [{ error: "forbidden" }];
      io.to(`orders.${id}`).emit("order:updated", { id, status: "shipped" });
      return [{ ok: true as const, shipped: id }];
    },
  }),
];

const io = new Server();
const logger = { debug: () => undefined, info: () => undefined, warn: console.warn, error: console.error };
const target = createServer();
await attachSockets({ io, config, actions, target, logger });
target.listen(3000);
