import { createServer } from "node:http";
import type { Server as HttpServer } from "node:http";
import type { Server as HttpsServer } from "node:https";
import type { Http2SecureServer, Http2Server } from "node:http2";
import { carillonEngine, writeDirectly } from "@carillon/socket-engine";
import { Server } from "socket.io";
import type { ResolvedSocketsConfig } from "./sockets-config.js";
import { withListeners } from "./http-listeners.js";

/** What `Socket.attach` takes: a server of Node's, a Socket.IO server, or a port to listen on. */
export type AttachTarget = HttpServer | HttpsServer | Http2Server | Http2SecureServer | Server | number;

/** A Socket.IO server, and how to take it off its HTTP server once it is closed. */
export interface SocketServer {
  readonly io: Server;
  readonly release: () => void;
}

/**
 * The Socket.IO server of a target: itself, or a new one on an HTTP server or port.
 *
 * A new one is safe by default: a `ws` that pings cannot exhaust, messages up to 100 kB, ten seconds to connect. What stands
 * under `server` in the configuration wins.
 *
 * @throws TypeError for anything that is no server and no port.
 */
export function socketServerOf(target: unknown, config: ResolvedSocketsConfig): SocketServer {
  if (isSocketServer(target)) return { io: target, release: () => undefined };
  const httpServer = typeof target === "number" ? listen(target) : target;
  if (!isHttpServer(httpServer)) {
    throw new TypeError(
      "Socket.attach takes an http, https or http2 server, a Socket.IO Server, or a port number; " +
        `got ${httpServer === null ? "null" : typeof httpServer}.`,
    );
  }
  const { made, restore } = withListeners(httpServer, () => {
    return new Server(httpServer, {
      path: config.path,
      ...(config.cors === undefined ? undefined : { cors: config.cors }),
      ...carillonEngine(config.engine),
      maxHttpBufferSize: 100_000,
      connectTimeout: 10_000,
      ...config.server,
    });
  });
  if (config.engine?.direct !== false) writeDirectly(made);
  return { io: made, release: restore };
}

/** A server that listens to nothing: what is sent through it reaches nobody. */
export function unreachableServer(): SocketServer {
  return { io: new Server(), release: () => undefined };
}

/** A Socket.IO server, or a fake with the few methods that the layer needs. */
function isSocketServer(target: unknown): target is Server {
  const { on, use, to, emit } = (target ?? {}) as Partial<Record<"on" | "use" | "to" | "emit", unknown>>;
  return [on, use, to, emit].every((method) => typeof method === "function");
}

function isHttpServer(target: unknown): target is HttpServer {
  const { on, listeners } = (target ?? {}) as Partial<Record<"on" | "listeners", unknown>>;
  return typeof on === "function" && typeof listeners === "function";
}

function listen(port: number): HttpServer {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new TypeError(`Socket.attach(${String(port)}): a port is a whole number from 0 to 65535.`);
  }
  const server = createServer();
  server.once("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE") throw error;
    throw new Error(`Port ${String(port)} is in use. Stop the other process or choose another port.`, {
      cause: error,
    });
  });
  return server.listen(port);
}
