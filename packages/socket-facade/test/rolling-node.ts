// One of several nodes on Redis, in a process of its own.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Route, setSocketsConfig, Socket } from "../src/index.js";
import { silent } from "./silent.js";

const [, , url = ""] = process.argv;
setSocketsConfig({ logger: silent, auth: { required: false }, scale: { adapter: "redis-streams", url } });
Route.socket("join", (socket, room: string) => socket.joinRoom(room));
Route.socket("say", async (_socket, { room, n }: { room: string; n: number }) => {
  await Socket.broadcast(room, "said", n);
  return process.pid;
});

process.on("SIGTERM", () => void Socket.drain().then(() => process.exit(0)));

const httpServer = createServer();
Socket.attach(httpServer);
await Socket.ready();
httpServer.listen(0, "127.0.0.1", () => process.send?.((httpServer.address() as AddressInfo).port));
// A test that fails must not leave it running.
process.once("disconnect", () => process.exit());
