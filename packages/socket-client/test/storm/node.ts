// One of two nodes on Redis, in a process of its own, and a plain Socket.IO server beside it. Publishes what its parent sends.
import { createServer } from "node:http";
import type { Server as HttpServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createRealtime } from "@carillon/socket-facade";
import { RedisHistoryStore } from "@carillon/socket-rooms";
import { createAdapter } from "@socket.io/redis-streams-adapter";
import { createClient } from "redis";
import { Server } from "socket.io";
import { silent } from "../silent.js";
import { serveChannels } from "./plain-clients.js";

const [, , url = ""] = process.argv;
const redis = createClient({ url }).on("error", () => undefined);
await redis.connect();
const app = createRealtime({
  logger: silent,
  auth: { required: false },
  scale: { adapter: "redis", url },
  rooms: { history: new RedisHistoryStore(redis) },
});
app.route.channel("storm.{n}", { join: () => true, guests: true, history: { size: 10_000, ttlMs: 600_000 } });

const httpServer = createServer();
app.socket.attach(httpServer);
await app.socket.ready();
const plainServer = createServer();
const streams = await redis.duplicate().connect();
// The adapter that recovers connections with several nodes.
const plain = new Server(plainServer, { adapter: createAdapter(streams), connectionStateRecovery: {} });
serveChannels(plain);

process.on("message", ([id, channel, payload]: [number, string, unknown]) => {
  // Each side goes first in turn.
  if (id % 2 === 0) plain.to(channel).emit("said", payload);
  void app.socket.broadcast(channel, "said", payload).then(() => process.send?.(id));
  if (id % 2 === 1) plain.to(channel).emit("said", payload);
});
process.send?.(await Promise.all([portOf(httpServer), portOf(plainServer)]));
// A test that fails must not leave it running.
process.once("disconnect", () => process.exit());

async function portOf(server: HttpServer): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
