import { clock } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";
import type { Server } from "socket.io";
import { whenBound } from "../socket-io-internals.js";

/** At most one line of a kind in so many milliseconds: a flood of clients must not become a flood of lines. */
const quietMs = 60_000;

/** Engine.IO's code for a client of another protocol version. */
const otherProtocol = 5;

/** What is read of an Engine.IO connection that ends. */
interface ClosingConnection {
  readonly remoteAddress?: string;
  on(event: "close", listener: (reason: string, description?: unknown) => void): unknown;
}

/**
 * Logs what Engine.IO refuses before an event reaches any handler: clients of another protocol version, messages that are too large.
 *
 * @param io - The server.
 * @param logger - Gets a line of each kind a minute.
 */
export function logRefusals(io: Server, logger: Logger): void {
  const lastAt = new Map<string, number>();

  function warn(
    fields: { readonly event: string } & Readonly<Record<string, unknown>>,
    message: string,
  ): void {
    const { event } = fields;
    const now = clock.now();
    if (now - (lastAt.get(event) ?? -quietMs) < quietMs) return;
    lastAt.set(event, now);
    logger.warn(fields, message);
  }

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

  function onConnection(connection: ClosingConnection): void {
    connection.on("close", (_reason, description) => {
      if (!isTooLarge(description)) return;
      warn(
        {
          event: "message_too_large",
          address: connection.remoteAddress,
          maxBytes: (io as unknown as { readonly opts?: { readonly maxHttpBufferSize?: number } }).opts
            ?.maxHttpBufferSize,
          hint: "send less, or set server.maxHttpBufferSize",
        },
        "A client sent a message over the limit and was disconnected",
      );
    });
  }

  whenBound(io, (engine) => {
    engine.on("connection_error", onRefused);
    engine.on("connection", onConnection);
  });
}

/** `ws` says so by a code; a poll that is too large is answered with 413 and closes nothing. */
function isTooLarge(description: unknown): boolean {
  const { code, description: inner } = (description ?? {}) as { code?: unknown; description?: unknown };
  if (code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH") return true;
  return typeof inner === "object" && inner !== null && inner !== description && isTooLarge(inner);
}
