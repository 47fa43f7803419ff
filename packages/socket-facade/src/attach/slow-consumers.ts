import { whenBound } from "@carillon/socket-contract/server";
import { overlookListeners } from "@carillon/socket-engine";
import type { Logger } from "@carillon/socket-scrub";
import type { Server } from "socket.io";
import { pendingResponse } from "../socket-io-internals.js";
import type { PendingResponse } from "../socket-io-internals.js";

/** What may wait for a client of a server of ours: a megabyte. */
export const defaultMaxBufferedBytes = 1_048_576;
/** What a packet in Engine.IO's queue takes beside its data, in bytes: a million packets of one digit are not a megabyte. */
const packetBytes = 64;

/** What is read of an Engine.IO connection. */
interface EngineConnection {
  readonly id: string;
  readonly remoteAddress: string;
  /** The WebSocket under it, where it is one; `ws` tells what it could not hand to the system yet. */
  readonly transport: { readonly name: string; readonly socket?: { readonly bufferedAmount?: number } };
  on(event: "packetCreate", listener: (this: this, packet: Packet) => void): unknown;
  on(event: "flush", listener: (this: this) => void): unknown;
  close(discard: boolean): unknown;
}

interface Packet {
  readonly data?: string | ArrayBufferView;
}

/** What waits for one client, of what does not go straight to its WebSocket. */
class Backlog {
  /** Bytes that Engine.IO has not given to the transport yet, and what each packet takes beside them. */
  waiting = 0;
  /** Bytes in answers to polls that the client has not read yet. */
  unread = 0;
  /** Those answers; `undefined` until there was one, since most clients do not poll. */
  responses: Set<PendingResponse> | undefined = undefined;
  isDropped = false;
}

/**
 * Drops clients that do not read what they are sent. Socket.IO keeps it all in memory otherwise.
 *
 * @param io - A server; one that does not listen yet is watched once it does.
 * @param maxBytes - Most bytes that may wait for one connection; each packet counts for 64 more than its data.
 * @param logger - Hears of each client that is dropped.
 */
export function dropSlowConsumers(io: Server, maxBytes: number, logger: Logger): void {
  /** On each connection, where it is found without a look-up. A server that is watched twice has two. */
  const backlogOf = Symbol("carillon.backlog");
  type Watched = EngineConnection & { readonly [backlogOf]: Backlog };
  const isDirectCounted = maxBytes < leastForDirectWrites;

  /** One listener for all connections. */
  function countCreated(this: Watched, { data }: Packet): void {
    const backlog = this[backlogOf];
    backlog.waiting += packetBytes + (typeof data === "string" ? data.length : (data?.byteLength ?? 0));
    const buffered = backlog.waiting + backlog.unread + (this.transport.socket?.bufferedAmount ?? 0);
    if (backlog.isDropped || buffered <= maxBytes) return;
    backlog.isDropped = true;
    logger.warn(
      {
        event: "slow_consumer_dropped",
        connection: this.id,
        address: this.remoteAddress,
        buffered,
        maxBytes,
      },
      "A client does not read what it is sent and was dropped",
    );
    this.close(true);
    for (const response of backlog.responses ?? []) response.destroy();
  }

  /** One listener for all connections: Engine.IO gives what waits to the transport. */
  function countFlushed(this: Watched): void {
    const backlog = this[backlogOf];
    if (backlog.waiting === 0) return;
    const bytes = backlog.waiting;
    backlog.waiting = 0;
    // A poll is answered when the client has read the answer, and it may ask again before.
    const response = pendingResponse(this);
    if (response === undefined) return;
    backlog.unread += bytes;
    const responses = (backlog.responses ??= new Set());
    responses.add(response);
    response.once("close", () => {
      backlog.unread -= bytes;
      responses.delete(response);
    });
  }

  whenBound(io, (engine) => {
    engine.on("connection", (connection: Watched) => {
      // What goes straight to a WebSocket never waits in Engine.IO, and is less than this.
      if (!isDirectCounted) overlookListeners(connection);
      Object.defineProperty(connection, backlogOf, { value: new Backlog() });
      connection.on("flush", countFlushed);
      connection.on("packetCreate", countCreated);
    });
  });
}

/** Twice what may wait in a socket that is written to directly, on any version of Node's. */
const leastForDirectWrites = 262_144;
