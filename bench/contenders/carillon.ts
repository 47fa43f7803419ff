import { Server } from "socket.io";
import { carillonApplication } from "../src/carillon-application.js";
import { httpServer, listen } from "../src/contender.js";
import type { Contender, StartOptions } from "../src/contender.js";

/** All of Carillon, attached to the application's own Socket.IO server. */
export async function start(options: StartOptions): Promise<Contender> {
  const http = httpServer();
  const io = new Server(http);
  const { socket } = carillonApplication(options);
  socket.attach(io);
  await socket.ready();
  return { port: await listen(http), io };
}
