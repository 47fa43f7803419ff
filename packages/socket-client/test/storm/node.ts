// One of two nodes on Redis, in a process of its own. It publishes what its parent sends.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createRealtime } from "@carillon/socket-facade";
import { RedisHistoryStore } from "@carillon/socket-rooms";
import { createClient } from "redis";
import { silent } from "./silent.js";

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
process.on("message", ([channel, payload]: [string, unknown]) => {
  void app.socket.broadcast(channel, "said", payload);
});

const httpServer = createServer();
app.socket.attach(httpServer);
await app.socket.ready();
httpServer.listen(0, "127.0.0.1", () => process.send?.((httpServer.address() as AddressInfo).port));
// A test that fails must not leave it running.
process.once("disconnect", () => process.exit());
