import type { Server as HttpServer } from "node:http";
import type { Server } from "socket.io";

/** What is used of an Engine.IO server. */
export interface EngineServer {
  on(event: "connection", listener: (connection: never) => void): unknown;
  on(event: "connection_error", listener: (error: never) => void): unknown;
}

/**
 * Calls back with the Engine.IO server: at once where there is one, else when Socket.IO binds it.
 *
 * Expects that Socket.IO calls its public `bind` for every engine. Where it does not, or on a fake without `bind`, nothing is called.
 */
export function whenBound(io: Server, callback: (engine: EngineServer) => void): void {
  const { engine } = io as unknown as { engine?: EngineServer };
  if (typeof engine?.on === "function") {
    callback(engine);
    return;
  }
  const bind = (io as Partial<Server>).bind?.bind(io);
  if (bind === undefined) return;
  io.bind = function bindAndCall(bound: Parameters<Server["bind"]>[0]) {
    const result = bind(bound);
    callback(bound as EngineServer);
    return result;
  };
}

/** The HTTP server under a Socket.IO server. Private there; without it, requests that hang are not cut off at the end. */
export function httpServerOf(io: Server): Partial<HttpServer> | undefined {
  return (io as unknown as { httpServer?: Partial<HttpServer> }).httpServer;
}

/** The HTTP response that answers a poll. */
export interface PendingResponse {
  once(event: "close", listener: () => void): unknown;
  destroy(): unknown;
}

/**
 * The response that a polling transport is about to write to.
 *
 * Private in Engine.IO (`transport.res`). Where it is not there, what a client does not read of its polls is not counted.
 */
export function pendingResponse(connection: { readonly transport: object }): PendingResponse | undefined {
  const { name, res } = connection.transport as { name?: unknown; res?: Partial<PendingResponse> | null };
  return name === "polling" && typeof res?.once === "function" ? (res as PendingResponse) : undefined;
}

/**
 * Whether a namespace exists already; asking for it by `io.of` would make it.
 *
 * Private in Socket.IO (`_nsps`). Where it is not there, every namespace counts as known.
 */
export function hasNamespace(io: Server, name: string): boolean {
  const { _nsps: known } = io as unknown as { _nsps?: Partial<ReadonlyMap<string, unknown>> };
  return typeof known?.has === "function" ? known.has(name) : true;
}
