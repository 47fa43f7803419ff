import { createServer } from "node:http";
import type { Server as HttpServer } from "node:http";
import type { Server as HttpsServer } from "node:https";
import type { Http2SecureServer, Http2Server } from "node:http2";
import { carillonEngine, readDirectly, writeDirectly } from "@carillon/socket-engine";
import { UsageError } from "@carillon/socket-contract/server";
import { Server } from "socket.io";
import type { ResolvedSocketsConfig } from "../config/sockets-config.js";
import { kindOf } from "../broadcast/broadcast-target.js";
import { withListeners } from "./http-listeners.js";

/** What `Socket.attach` takes: a server of Node's, a Socket.IO server, or a port to listen on. */
export type AttachTarget = HttpServer | HttpsServer | Http2Server | Http2SecureServer | Server | number;

/** A Socket.IO server, and how to take it off its HTTP server once it is closed. */
export interface SocketServer {
  readonly io: Server;
  readonly release: () => void;
  /**
   * Where a port was given: resolves when the server listens on it.
   *
   * @throws UsageError `E_PORT_IN_USE`, or what else `listen` failed with.
   */
  readonly listening?: Promise<void>;
}

/**
 * The Socket.IO server of a target: itself, or a new one on an HTTP server or port.
 *
 * A new one is safe by default: a `ws` that pings cannot exhaust, messages up to 100 kB, ten seconds to connect. What the
 * configuration has under `server` wins.
 *
 * @throws UsageError `E_ATTACH_TARGET` or `E_PORT` for anything that is no server and no port.
 */
export function socketServerOf(target: unknown, config: ResolvedSocketsConfig): SocketServer {
  if (isSocketServer(target)) return { io: target, release: () => undefined };
  const opened = typeof target === "number" ? listen(target) : undefined;
  const httpServer = opened?.server ?? target;
  if (!isHttpServer(httpServer)) {
    throw new UsageError(
      "E_ATTACH_TARGET",
      "Socket.attach takes an http, https or http2 server, a Socket.IO Server, or a port number; " +
        `got ${describe(target)}`,
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
  if (config.engine?.reads !== false) readDirectly(made);
  return { io: made, release: restore, ...(opened && { listening: opened.listening }) };
}

/** A server that listens to nothing: what is sent through it reaches no client. */
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

/** What was given instead of a server, and what to write. */
function describe(target: unknown): string {
  const { handle, listen: listens } = (target ?? {}) as { handle?: unknown; listen?: unknown };
  if (typeof target === "function" && typeof handle === "function" && typeof listens === "function") {
    return "an Express application. Write const server = createServer(app); Socket.attach(server); server.listen(3000).";
  }
  const { server } = (target ?? {}) as { server?: unknown };
  if (isHttpServer(server)) return "an application. Attach to its server: Socket.attach(app.server).";
  return `${kindOf(target)}.`;
}

function listen(port: number): { readonly server: HttpServer; readonly listening: Promise<void> } {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UsageError(
      "E_PORT",
      `Socket.attach(${String(port)}): a port is a whole number from 0 to 65535.`,
    );
  }
  const server = createServer();
  const listening = new Promise<void>((resolve, reject) => {
    function failed(error: NodeJS.ErrnoException): void {
      const message = `Port ${String(port)} is in use. Stop the other process or choose another port.`;
      const isInUse = error.code === "EADDRINUSE";
      reject(isInUse ? new UsageError("E_PORT_IN_USE", message, { cause: error }) : error);
    }
    server.once("error", failed);
    server.once("listening", () => {
      server.off("error", failed);
      resolve();
    });
  });
  server.listen(port);
  return { server, listening };
}
