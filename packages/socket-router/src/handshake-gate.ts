import { isHandshakeRequest } from "@carillon/socket-contract/server";
import type { Server } from "socket.io";
import { hangUp } from "./engine-connections.js";
import type { EngineConnection } from "./engine-connections.js";

/** What is used of Engine.IO, whose own types keep it from being called from outside of a request. */
interface Engine {
  use(middleware: EngineMiddleware): void;
  on(event: "connection", listener: (connection: EngineConnection) => void): unknown;
}

type EngineMiddleware = (request: EngineRequest, response: object, next: () => void) => void;

interface EngineRequest {
  readonly socket: { end(data: string): unknown };
}

interface HttpResponse {
  writeHead(status: number, headers: Readonly<Record<string, string>>): { end(): unknown };
}

const retryAfterS = "1";

/** Keeps everybody out of a server: for good, since it is put up where a process is to end. */
export function closeGate(io: Server): void {
  const engine = (io as { engine?: Engine }).engine;
  engine?.use(function refuseHandshake(request, response, next) {
    if (isHandshakeRequest(request)) refuse(request, response);
    else next();
  });
  // What was let in before the gate closed, and arrives now.
  engine?.on("connection", (connection) => void hangUp(connection));
  const namespaces = (io as Partial<Server>)._nsps;
  for (const namespace of namespaces?.values() ?? []) namespace.use(keepWaiting);
  if (namespaces) io.on("new_namespace", (namespace) => void namespace.use(keepWaiting));
}

/**
 * A middleware that lets nobody through, and refuses nobody.
 *
 * Socket.IO's client never asks again after a refusal. One without an answer asks again by itself once the transport is
 * closed, and then reaches a node that takes it.
 */
function keepWaiting(): void {
  // It neither calls next() nor keeps anything: the socket goes with its transport.
}

/** Engine.IO's own refusals cannot say 503, and a proxy needs that to try another node. */
function refuse(request: EngineRequest, response: object): void {
  if ("statusCode" in response) {
    (response as unknown as HttpResponse).writeHead(503, { "Retry-After": retryAfterS }).end();
    return;
  }
  // An upgrade has no response of Node's, only the connection itself.
  request.socket.end(
    `HTTP/1.1 503 Service Unavailable\r\nRetry-After: ${retryAfterS}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}
