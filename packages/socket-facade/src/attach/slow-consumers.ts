import type { Logger } from "@carillon/socket-scrub";
import { overlookListeners } from "@carillon/socket-engine";
import type { Server } from "socket.io";
import { pendingResponse, whenBound } from "../socket-io-internals.js";
import type { PendingResponse } from "../socket-io-internals.js";

/** What may wait for a client of a server of ours: a megabyte. */
export const defaultMaxBufferedBytes = 1_048_576;

/** What is read of an Engine.IO connection. */
interface EngineConnection {
  readonly id: string;
  readonly remoteAddress: string;
  /** The WebSocket under it, where it is one; `ws` tells what it could not hand to the system yet. */
  readonly transport: { readonly name: string; readonly socket?: { readonly bufferedAmount?: number } };
  on(
    event: "packetCreate",
    listener: (packet: { readonly data?: string | ArrayBufferView }) => void,
  ): unknown;
  on(event: "flush", listener: () => void): unknown;
  close(discard: boolean): unknown;
}

/**
 * Drops clients that do not read what they are sent. Socket.IO keeps it all in memory otherwise.
 *
 * @param io - A server; one that does not listen yet is watched once it does.
 * @param maxBytes - Most bytes that may wait for one connection.
 * @param logger - Hears of each client that is dropped.
 */
export function dropSlowConsumers(io: Server, maxBytes: number, logger: Logger): void {
  function watch(connection: EngineConnection): void {
    /** Bytes that Engine.IO has not given to the transport yet. */
    let waiting = 0;
    /** Bytes in answers to polls that the client has not read yet. */
    let unread = 0;
    const responses = new Set<PendingResponse>();
    let isDropped = false;
    // What goes straight to a WebSocket never waits in Engine.IO, and is less than this.
    if (maxBytes >= leastForDirectWrites) overlookListeners(connection);
    connection.on("flush", () => {
      // A poll is answered when the client has read the answer, and it may ask again before.
      const response = pendingResponse(connection);
      if (response !== undefined && waiting > 0) {
        const bytes = waiting;
        unread += bytes;
        responses.add(response);
        response.once("close", () => {
          unread -= bytes;
          responses.delete(response);
        });
      }
      waiting = 0;
    });
    connection.on("packetCreate", ({ data }) => {
      waiting += typeof data === "string" ? data.length : (data?.byteLength ?? 0);
      const buffered = waiting + unread + (connection.transport.socket?.bufferedAmount ?? 0);
      if (isDropped || buffered <= maxBytes) return;
      isDropped = true;
      logger.warn(
        {
          event: "slow_consumer_dropped",
          connection: connection.id,
          address: connection.remoteAddress,
          buffered,
          maxBytes,
        },
        "A client does not read what it is sent and was dropped",
      );
      connection.close(true);
      for (const response of responses) response.destroy();
    });
  }

  whenBound(io, (engine) => {
    engine.on("connection", watch);
  });
}

/** Twice what may wait in a socket that is written to directly, on any version of Node's. */
const leastForDirectWrites = 262_144;
