import type { IncomingMessage, ServerResponse } from "node:http";
import { whenBound } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";
import type { Server } from "socket.io";
import { httpServerOf } from "../socket-io-internals.js";
import { warnOnceAMinute } from "./once-a-minute.js";

/** Engine.IO's code for a client of another protocol version. */
const otherProtocol = 5;

/** What is read of an Engine.IO connection that ends. */
interface ClosingConnection {
  readonly remoteAddress?: string;
  on(
    event: "close",
    listener: (this: ClosingConnection, reason: string, description?: unknown) => void,
  ): unknown;
}

/**
 * Logs what Engine.IO refuses before an event reaches any handler: clients of another protocol version, messages that are too large.
 *
 * @param io - The server.
 * @param logger - Gets a line of each kind a minute.
 */
export function logRefusals(io: Server, logger: Logger): void {
  const warn = warnOnceAMinute(logger);

  function onRefused(error: { readonly code?: number; readonly req?: { readonly url?: string } }): void {
    if (error.code !== otherProtocol) return;
    const version = /[?&]EIO=(\d+)/.exec(error.req?.url ?? "")?.[1];
    warn(
      {
        event: "protocol_version_refused",
        version,
        hint: "use socket.io-client 3 or 4, or set server.allowEIO3",
      },
      "A client of another protocol version was refused",
    );
  }

  function warnOfSize(address: string | undefined): void {
    const { opts } = io as unknown as { readonly opts?: { readonly maxHttpBufferSize?: number } };
    warn(
      {
        event: "message_too_large",
        address,
        maxBytes: opts?.maxHttpBufferSize,
        hint: "send less, or set server.maxHttpBufferSize",
      },
      "A client sent a message over the limit and was disconnected",
    );
  }

  /** One listener for all connections. */
  function onClose(this: ClosingConnection, _reason: string, description?: unknown): void {
    if (isTooLarge(description)) warnOfSize(this.remoteAddress);
  }

  /** A poll that is too large is answered with 413, and nothing else tells of it. */
  function onRequest(request: IncomingMessage, response: ServerResponse): void {
    if (request.method !== "POST" || request.url?.startsWith(io.path()) !== true) return;
    response.once("finish", () => {
      if (response.statusCode === 413) warnOfSize(request.socket.remoteAddress);
    });
  }

  whenBound(io, (engine) => {
    engine.on("connection_error", onRefused);
    engine.on("connection", (connection: ClosingConnection) => {
      connection.on("close", onClose);
    });
    // Not a middleware of Engine.IO: with one it refuses WebTransport, and each handshake takes a chain of promises.
    const server = httpServerOf(io);
    server?.prependListener?.("request", onRequest);
    // It may listen again, with another layer.
    server?.once?.("close", () => void server.off?.("request", onRequest));
  });
}

/** `ws` says so by a code, of which Engine.IO 6.6 passes on the message alone. */
function isTooLarge(description: unknown): boolean {
  const { code, message, description: inner } = (description ?? {}) as Readonly<Record<string, unknown>>;
  if (code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH") return true;
  if (typeof message === "string" && message.endsWith("Max payload size exceeded")) return true;
  return typeof inner === "object" && inner !== null && inner !== description && isTooLarge(inner);
}
