// One node of a cluster in a process of its own, so that a test can kill it.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createClient } from "redis";
import { Server } from "socket.io";
import { attachRooms, RedisPresenceStore } from "../src/index.js";
import { identifyByAuth } from "./identify.js";

const [url = "", prefix = "", leaseMs = ""] = process.argv.slice(2);
const client = createClient({ url });
const presence = new RedisPresenceStore(client, { prefix, leaseMs: Number(leaseMs) });
await client.connect();

const httpServer = createServer();
const io = new Server(httpServer);
identifyByAuth(io);
attachRooms(io, { presence }).channel("room.{n}", {
  join: () => true,
  presence: { graceMs: 0, batchMs: 0 },
});

httpServer.listen(0, "127.0.0.1", () => {
  process.send?.((httpServer.address() as AddressInfo).port);
});
// A test that fails must not leave it running.
process.once("disconnect", () => process.exit());
