import type { Server as HttpServer } from "node:http";
import type { AuthState } from "@carillon/socket-contract/server";
import { stampAuthState } from "@carillon/socket-contract/server";
import type { SocketManager } from "@carillon/socket-facade";
import { FakeIo } from "../memory/fake-io.js";
import { memoryTransport } from "../memory/memory-engine.js";
import type { MemoryClientSocket } from "../memory/memory-web-socket.js";
import type { Host, Network } from "./host.js";
import type { Link } from "./link.js";

/** Socket.IO on both sides, and a WebSocket in memory between them. */
export class MemoryNetwork implements Network<MemoryHost> {
  start(manager: SocketManager): MemoryHost {
    const { path, cors, server } = manager.config;
    // As `Socket.attach` makes one on a port.
    const safe = { path, maxHttpBufferSize: 100_000, connectTimeout: 10_000, ...(cors && { cors }) };
    const io = new FakeIo({ ...safe, ...server });
    manager.attach(io);
    return new MemoryHost(io);
  }

  link(target: () => MemoryHost | undefined, actor: AuthState | undefined): Promise<Link> {
    return Promise.resolve(new MemoryLink(target, actor));
  }
}

/** A node in memory. */
export class MemoryHost implements Host {
  readonly io: FakeIo;
  readonly #sockets = new Set<MemoryClientSocket>();

  constructor(io: FakeIo) {
    this.io = io;
  }

  get httpServer(): HttpServer {
    return this.io.httpServer as HttpServer;
  }

  /** A connection was tried. */
  opened(socket: MemoryClientSocket): void {
    this.#sockets.add(socket);
  }

  ready(): Promise<void> {
    return Promise.resolve();
  }

  kill(): void {
    for (const socket of this.#sockets) socket.lose();
  }

  async close(): Promise<void> {
    await this.io[Symbol.asyncDispose]();
  }
}

class MemoryLink implements Link {
  readonly url = "http://localhost";
  readonly options: Link["options"];
  readonly #sockets = new Set<MemoryClientSocket>();
  #isBlocked = false;

  constructor(target: () => MemoryHost | undefined, actor: AuthState | undefined) {
    let last: MemoryClientSocket | undefined;
    const transport = memoryTransport(
      (request) => {
        const host = this.#isBlocked ? undefined : target();
        if (actor !== undefined) stampAuthState(request, actor);
        if (last !== undefined) host?.opened(last);
        return host?.httpServer;
      },
      (socket) => {
        last = socket;
        this.#sockets.add(socket);
      },
    );
    this.options = { transports: [transport], autoUnref: true };
  }

  cut(): void {
    for (const socket of this.#sockets) socket.lose();
    this.#sockets.clear();
  }

  block(): void {
    this.#isBlocked = true;
  }

  unblock(): void {
    this.#isBlocked = false;
  }

  close(): Promise<void> {
    this.cut();
    return Promise.resolve();
  }
}
