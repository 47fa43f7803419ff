import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo, Socket as TcpSocket } from "node:net";
import { checkFunction, checkOptions } from "@carillon/socket-contract/server";
import { Server, type DefaultEventsMap, type ServerOptions } from "socket.io";
import type { Socket as ClientSocket } from "socket.io-client";
import { connected, createClient, type ClientOptions } from "../clients/client.js";
import { unlessNotListening } from "./close-error.js";
import type { EventMap } from "../clients/events.js";

/** How {@link startServer} starts. */
export interface StartServerOptions<
  ClientEvents extends EventMap = DefaultEventsMap,
  ServerEvents extends EventMap = ClientEvents,
> {
  /** Handed to `new Server(httpServer, options)`. Not used when `io` is given. */
  readonly options?: Partial<ServerOptions>;
  /** Listens instead of a new one; e.g. with an Express application. */
  readonly httpServer?: HttpServer;
  /** Is used instead of a new one; attached to `httpServer` already, or to be attached to the new one. */
  readonly io?: Server<ClientEvents, ServerEvents>;
}

/** A Socket.IO server that listens on a free loopback port, and the clients made for it. */
export interface TestServer<
  ClientEvents extends EventMap = DefaultEventsMap,
  ServerEvents extends EventMap = ClientEvents,
> extends AsyncDisposable {
  /** The Socket.IO server. */
  readonly io: Server<ClientEvents, ServerEvents>;
  /** The HTTP server under it. */
  readonly httpServer: HttpServer;
  /** The port, chosen by the system. */
  readonly port: number;
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** Makes a client that has not connected yet; add listeners, then connect it. */
  client(options?: ClientOptions): ClientSocket<ServerEvents, ClientEvents>;
  /** Makes a client and connects it; rejects with the `connect_error` if it is refused. */
  connect(options?: ClientOptions): Promise<ClientSocket<ServerEvents, ClientEvents>>;
  /** Closes every client, the server and every connection. `await using` calls it. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a real Socket.IO server on a free loopback port.
 *
 * @param setup - Gets the server before it listens: middleware, listeners, a layer to attach. May be async.
 * @param options - Server options, or an HTTP or Socket.IO server of your own.
 * @returns The running server; disposing it stops everything it started.
 * @throws What `setup` throws, after cleaning up.
 * @example
 * ```ts
 * import { startServer } from "@carillon/socket-testing";
 * import { expect } from "vitest";
 *
 * await using server = await startServer((io) => {
 *   io.on("connection", (socket) => socket.on("ping", (ack) => ack("pong")));
 * });
 * const client = await server.connect();
 * expect(await client.emitWithAck("ping")).toBe("pong");
 * ```
 */
export async function startServer<
  ClientEvents extends EventMap = DefaultEventsMap,
  ServerEvents extends EventMap = ClientEvents,
>(
  setup: (io: Server<ClientEvents, ServerEvents>) => unknown = () => undefined,
  options: StartServerOptions<ClientEvents, ServerEvents> = {},
): Promise<TestServer<ClientEvents, ServerEvents>> {
  checkFunction("startServer", setup, "startServer((io) => { ... }, options)");
  checkOptions("startServer", options, { options: "object", httpServer: "object", io: "object" });
  const httpServer = options.httpServer ?? attachedServer(options.io) ?? createServer();
  const connections = trackConnections(httpServer);
  const clients = new Set<ClientSocket<ServerEvents, ClientEvents>>();
  const io = options.io ?? new Server<ClientEvents, ServerEvents>(httpServer, options.options);
  if (attachedServer(io) === undefined) io.attach(httpServer);

  const dispose = async (): Promise<void> => {
    for (const client of clients) client.close();
    const closed = io.close().catch(unlessNotListening);
    for (const connection of connections) connection.destroy();
    await closed;
    await stopListening(httpServer);
  };

  try {
    await setup(io);
    if (!httpServer.listening) await listen(httpServer);
  } catch (error) {
    await dispose();
    throw error;
  }

  const { port } = httpServer.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const client = (clientOptions?: ClientOptions): ClientSocket<ServerEvents, ClientEvents> => {
    const made = createClient<ServerEvents, ClientEvents>(url, { path: io.path(), ...clientOptions });
    clients.add(made);
    return made;
  };
  return {
    io,
    httpServer,
    port,
    url,
    client,
    connect: (clientOptions) => connected(client(clientOptions)),
    [Symbol.asyncDispose]: dispose,
  };
}

function attachedServer(io: { httpServer?: unknown } | undefined): HttpServer | undefined {
  return io?.httpServer as HttpServer | undefined;
}

/** Every open connection, upgraded ones included, which `closeAllConnections()` forgets. */
function trackConnections(httpServer: HttpServer): ReadonlySet<TcpSocket> {
  const connections = new Set<TcpSocket>();
  httpServer.on("connection", (connection) => {
    connections.add(connection);
    connection.once("close", () => connections.delete(connection));
  });
  return connections;
}

function listen(httpServer: HttpServer): Promise<void> {
  return new Promise((resolve, reject) => {
    httpServer.once("error", reject);
    httpServer.listen(0, "127.0.0.1", () => {
      httpServer.off("error", reject);
      resolve();
    });
  });
}

/** `io.close()` closes the HTTP server too, unless the test detached it. */
function stopListening(httpServer: HttpServer): Promise<void> {
  if (!httpServer.listening) return Promise.resolve();
  return new Promise((resolve) => {
    httpServer.close(() => {
      resolve();
    });
    httpServer.closeAllConnections();
  });
}
