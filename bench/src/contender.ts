import { createServer } from "node:http";
import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Server } from "socket.io";

/** How a contender is started. */
export interface StartOptions {
  /** Routes to register besides those of the application. */
  readonly idleRoutes: number;
  /** Makes it one node of several; contenders without an answer to that do not take part in W7. */
  readonly scale?: ScaleOptions;
}

/** How nodes hear of each other. */
export interface ScaleOptions {
  readonly adapter: "redis-streams" | "redis";
  readonly url: string;
}

/** A running server. */
export interface Contender {
  readonly port: number;
  /** Its Socket.IO server, for dispatch without a network; a contender without one has none. */
  readonly io?: Server;
}

/** What the file of every contender exports. */
export interface ContenderModule {
  start(options: StartOptions): Promise<Contender>;
}

/** Every contender: its file's name, and how a client speaks to it. */
export const contenders = {
  raw: "socket.io",
  "raw-guarded": "socket.io",
  "carillon-router": "socket.io",
  carillon: "socket.io",
  "carillon-created": "socket.io",
  ws: "ws",
  floor: "ws",
  nestjs: "socket.io",
  "zod-sockets": "socket.io",
  "socket-controllers": "socket.io",
  feathers: "feathers",
} as const satisfies Record<string, "socket.io" | "feathers" | "ws">;

/** The name of a contender. */
export type ContenderName = keyof typeof contenders;

/** Whether a name is that of a contender. */
export function isContender(name: string): name is ContenderName {
  return Object.hasOwn(contenders, name);
}

/** An HTTP server that is not listening yet. */
export function httpServer(): HttpServer {
  return createServer((_request, response) => {
    response.writeHead(404).end();
  });
}

/** Listens on a free port of the loopback interface. */
export async function listen(server: HttpServer): Promise<number> {
  await new Promise<void>((resolve) =>
    server.listen({ port: 0, host: "127.0.0.1", backlog: 2_048 }, resolve),
  );
  return (server.address() as AddressInfo).port;
}
