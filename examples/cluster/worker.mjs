import { createServer } from "node:http";
import process from "node:process";
import { setupWorker } from "@socket.io/sticky";
import { Route, setSocketsConfig, Socket } from "carillon";

setSocketsConfig({ auth: { required: false }, scale: { adapter: "cluster" } });

Route.socket("join", (socket, room) => socket.joinRoom(room));
Route.socket("say", async (socket, { room, text }) => {
  // Reaches the room's members in every worker.
  await Socket.broadcast(room, "said", { text, by: process.pid });
  return { by: process.pid };
});

// It listens to nothing: the primary hands connections over.
setupWorker(Socket.attach(createServer()));
process.send("ready");

for (const signal of ["SIGTERM", "SIGINT"]) {
  process.on(signal, () => void Socket.drain().then(() => process.exit(0)));
}
