import type { Server as HttpServer } from "node:http";
import type { Server } from "socket.io";

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
 * The namespaces that exist now; asking for one by `io.of` would make it.
 *
 * Private in Socket.IO (`_nsps`). `undefined` where it is not there, as on a fake.
 */
export function namespaceNames(io: Server): Iterable<string> | undefined {
  const { _nsps: known } = io as unknown as { _nsps?: Partial<ReadonlyMap<string, unknown>> };
  return known?.keys?.();
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
