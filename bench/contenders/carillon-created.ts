import { carillonApplication } from "../src/carillon-application.js";
import { httpServer, listen } from "../src/contender.js";
import type { Contender, StartOptions } from "../src/contender.js";

/** All of Carillon on a Socket.IO server that it creates itself. */
export async function start(options: StartOptions): Promise<Contender> {
  const http = httpServer();
  const { socket } = carillonApplication(options);
  const io = socket.attach(http);
  await socket.ready();
  return { port: await listen(http), io };
}
