import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, Server as HttpServer } from "node:http";
import type { AddressInfo, Socket as TcpSocket } from "node:net";
import type { AuthState } from "@carillon/socket-contract/server";
import { stampAuthState } from "@carillon/socket-contract/server";
import type { SocketManager } from "@carillon/socket-facade";
import type { Server } from "socket.io";
import { stampActor } from "../memory/fake-io.js";
import { startTcpProxy } from "../servers/tcp-proxy/start-tcp-proxy.js";
import type { TcpProxy } from "../servers/tcp-proxy/tcp-proxy.js";
import type { Host, Network } from "./host.js";
import type { Link } from "./link.js";

/** By which a client says which actor it is; taken off before the layer sees the handshake. */
const actorHeader = "x-carillon-test-actor";

/** Real servers on free loopback ports, each client behind a TCP proxy of its own. */
export class PortNetwork implements Network<PortHost> {
  readonly #actors = new Map<string, AuthState>();

  start(manager: SocketManager): PortHost {
    const httpServer = createServer();
    const io = manager.attach(httpServer);
    const stamp = (request: IncomingMessage): void => {
      const actor = this.#actors.get(String(request.headers[actorHeader]));
      if (actor === undefined) return;
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a constant of this file
      delete request.headers[actorHeader];
      stampAuthState(request, actor);
    };
    // Engine.IO has put its own listeners there.
    httpServer.prependListener("request", stamp).prependListener("upgrade", stamp);
    io.prependListener("connection", stampActor);
    return new PortHost(io, httpServer);
  }

  async link(target: () => PortHost | undefined, actor: AuthState | undefined): Promise<Link> {
    const proxy = await startTcpProxy({ port: target()?.port ?? 0 });
    const key = randomUUID();
    if (actor !== undefined) this.#actors.set(key, actor);
    return new PortLink(proxy, target, actor === undefined ? {} : { [actorHeader]: key });
  }
}

/** A node on a port. */
export class PortHost implements Host {
  readonly io: Server;
  readonly #httpServer: HttpServer;
  readonly #connections = new Set<TcpSocket>();

  constructor(io: Server, httpServer: HttpServer) {
    this.io = io;
    this.#httpServer = httpServer;
    httpServer.on("connection", (connection) => {
      this.#connections.add(connection);
      connection.once("close", () => this.#connections.delete(connection));
    });
    httpServer.listen(0, "127.0.0.1");
  }

  get port(): number {
    return (this.#httpServer.address() as AddressInfo | null)?.port ?? 0;
  }

  async ready(): Promise<void> {
    if (!this.#httpServer.listening) await once(this.#httpServer, "listening");
  }

  kill(): void {
    this.#httpServer.close();
    for (const connection of this.#connections) connection.resetAndDestroy();
  }

  async close(): Promise<void> {
    this.kill();
    if (this.#httpServer.listening) await once(this.#httpServer, "close");
  }
}

class PortLink implements Link {
  readonly options: Link["options"];
  readonly #proxy: TcpProxy;
  readonly #target: () => PortHost | undefined;

  constructor(proxy: TcpProxy, target: () => PortHost | undefined, headers: Record<string, string>) {
    this.#proxy = proxy;
    this.#target = target;
    this.options = { extraHeaders: headers, transports: ["websocket"] };
  }

  get url(): string {
    return this.#proxy.url;
  }

  cut(): void {
    this.#proxy.cut();
    // Where the node is gone, the next attempt goes to another.
    this.#proxy.leadTo(this.#target()?.port ?? 0);
  }

  block(): void {
    this.#proxy.refuse();
  }

  unblock(): void {
    this.#proxy.accept();
  }

  close(): Promise<void> {
    return this.#proxy.close();
  }
}
