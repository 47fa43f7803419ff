import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import type { ServerOptions } from "socket.io";
import { io as connect } from "socket.io-client";
import type { Socket } from "socket.io-client";

/** Starts a Socket.IO server on a free port of the loopback and a client of it, and closes both. */
export async function talk(
  prepare: (io: Server) => void,
  use: (client: Socket, url: string, io: Server) => Promise<void>,
  { auth = {}, server = {} }: { auth?: Record<string, unknown>; server?: Partial<ServerOptions> } = {},
): Promise<void> {
  const httpServer = createServer();
  const io = new Server(httpServer, server);
  prepare(io);
  await new Promise<void>((listens) => httpServer.listen(0, "127.0.0.1", listens));
  const url = `http://127.0.0.1:${String((httpServer.address() as AddressInfo).port)}`;
  const client = connect(url, { auth, forceNew: true });
  try {
    await use(client, url, io);
  } finally {
    client.disconnect();
    await io.close();
  }
}
