import { isHandshakeRequest } from "@carillon/socket-contract/server";
import type { Server } from "socket.io";
import { engineOf, namespacesOf } from "../socket-io-internals.js";
import type { EngineRequest } from "../socket-io-internals.js";
import { hangUp } from "./hang-up.js";

interface HttpResponse {
  writeHead(status: number, headers: Readonly<Record<string, string>>): { end(): unknown };
}

const retryAfterS = "1";

/** Permanently rejects new handshakes: the process is about to end. */
export function closeGate(io: Server): void {
  const engine = engineOf(io);
  engine?.use(function refuseHandshake(request, response, next) {
    if (isHandshakeRequest(request)) refuse(request, response);
    else next();
  });
  // A handshake that was accepted before the gate closed arrives now.
  engine?.on("connection", (connection) => void hangUp(connection));
  const namespaces = namespacesOf(io);
  for (const namespace of namespaces) namespace.use(keepWaiting);
  if (namespaces.length > 0) io.on("new_namespace", (namespace) => void namespace.use(keepWaiting));
}

/**
 * A middleware that neither lets a socket in nor refuses it.
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
