import { EventEmitter } from "node:events";
import { IncomingMessage } from "node:http";
import type { OutgoingHttpHeaders, Server as HttpServer } from "node:http";
import type { Socket as TcpSocket } from "node:net";
import { Duplex } from "node:stream";
import { UsageError } from "@carillon/socket-contract/server";
import { NodeWebSocket } from "../socket-io-internals.js";
import { MemoryClientSocket, MemoryWebSocket } from "./memory-web-socket.js";

/** Which client waits for the answer to a handshake. */
const callers = new WeakMap<IncomingMessage, MemoryClientSocket>();

/** Replaces `ws` below Engine.IO: its `wsEngine`. */
export class MemoryWebSocketServer extends EventEmitter {
  readonly #maxPayload: number;

  constructor({ maxPayload = Infinity }: { readonly maxPayload?: number } = {}) {
    super();
    this.#maxPayload = maxPayload;
  }

  handleUpgrade(
    request: IncomingMessage,
    _socket: unknown,
    _head: unknown,
    accept: (socket: MemoryWebSocket) => void,
  ): void {
    const caller = callers.get(request);
    if (caller === undefined) {
      throw new UsageError(
        "E_FOREIGN_CLIENT",
        "Only clients of this FakeIo can connect to it; make them with io.client() or io.connect().",
      );
    }
    this.emit("headers", [], request);
    accept(new MemoryWebSocket(caller, this.#maxPayload));
  }

  close(): void {
    // It listens to nothing.
  }
}

/** A client's transport: Socket.IO's own, on a WebSocket in memory. */
export type MemoryTransport = typeof NodeWebSocket;

/**
 * Makes the transport of clients whose handshakes go to an HTTP server that does not listen.
 *
 * @param serverFor - Finds the server of each handshake; its `upgrade` listeners see it. `undefined` is as if none listened.
 * @param opened - Gets the client's end of each connection that is tried.
 */
export function memoryTransport(
  serverFor: (request: IncomingMessage) => HttpServer | undefined,
  opened?: (socket: MemoryClientSocket) => void,
): MemoryTransport {
  return class MemoryTransport extends NodeWebSocket {
    override createSocket(
      uri: string,
      _protocols: string | string[] | undefined,
      { headers = {} }: { readonly headers?: OutgoingHttpHeaders },
    ): MemoryClientSocket {
      const client = new MemoryClientSocket();
      const wire = wireTo(client);
      const request = handshake(uri, headers, wire);
      callers.set(request, client);
      opened?.(client);
      // A real one is answered later, too; until then the client's end has no listener.
      process.nextTick(() => {
        const httpServer = serverFor(request);
        if (httpServer) httpServer.emit("upgrade", request, wire, Buffer.alloc(0));
        else client.refuse("connect ECONNREFUSED");
      });
      return client;
    }
  };
}

/** The TCP socket below a handshake. All it can carry is a refusal. */
function wireTo(client: MemoryClientSocket): Duplex {
  const wire = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, done) {
      const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(chunk.toString("latin1")) ?? [];
      if (status !== undefined) client.refuse(`Unexpected server response: ${status}`);
      done();
    },
    destroy(error, done) {
      client.refuse("socket hang up");
      done(error);
    },
  });
  return Object.assign(wire, { remoteAddress: "127.0.0.1" });
}

function handshake(uri: string, headers: OutgoingHttpHeaders, wire: Duplex): IncomingMessage {
  const { host, pathname, search } = new URL(uri);
  const request = new IncomingMessage(wire as unknown as TcpSocket);
  request.method = "GET";
  request.url = pathname + search;
  request.httpVersion = "1.1";
  const upgrade = { host, connection: "Upgrade", upgrade: "websocket" };
  for (const [name, value] of Object.entries({ ...upgrade, ...headers })) {
    if (value === undefined) continue;
    const text = Array.isArray(value)
      ? value.join(name.toLowerCase() === "cookie" ? "; " : ", ")
      : String(value);
    request.headers[name.toLowerCase()] = text;
    request.rawHeaders.push(name, text);
  }
  return request;
}
