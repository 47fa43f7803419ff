import { createRealtime } from "@carillon/socket-facade";
import type { Realtime, SocketsConfig } from "@carillon/socket-facade";
import { startServer, startTcpProxy } from "@carillon/socket-testing";
import type { TcpProxy, TestServer } from "@carillon/socket-testing";
import { createClient } from "@carillon/socket-client";
import type { Client, ClientOptions } from "@carillon/socket-client";
import type { ServerOptions } from "socket.io";
import { silent } from "./silent.js";

/** A server with the whole layer, and the wire in front of it. */
export interface App extends Realtime, AsyncDisposable {
  readonly server: TestServer;
  readonly proxy: TcpProxy;
  /** Makes a client that goes over the wire, and waits 10 to 40 ms before it connects again. */
  client(options?: ClientOptions): Client;
}

/** The token `user-7` is user 7's; every other one is refused. */
const api = ({ token }: { token: string }): { id: string } | null =>
  /^user-\d+/.test(token) ? { id: token.slice(5) } : null;

export async function startApp(
  setup: (app: Realtime) => unknown,
  { config, options }: { config?: SocketsConfig; options?: Partial<ServerOptions> } = {},
): Promise<App> {
  const app = createRealtime({
    logger: silent,
    ...config,
    auth: { required: false, guards: { api }, ...config?.auth },
  });
  app.socket.use("auth:socket");
  await setup(app);
  const server = await startServer((io) => app.socket.attach(io), options ? { options } : {});
  const proxy = await startTcpProxy(server);
  const clients: Client[] = [];
  return {
    ...app,
    server,
    proxy,
    client: (given) => {
      const client = createClient({
        url: proxy.url,
        token: () => "user-7",
        reconnect: { minMs: 20, maxMs: 40 },
        // Between two polls there is nothing that a cut could break; other transports have tests of their own.
        socket: { transports: ["websocket"] },
        ...given,
      });
      clients.push(client);
      return client;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(clients.map((client) => client.close()));
      await proxy.close();
      await app.socket.close();
      await server[Symbol.asyncDispose]();
    },
  };
}
