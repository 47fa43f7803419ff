import type { Server as HttpServer } from "node:http";
import type { Logger } from "@carillon/socket-contract";
import type { DrainOptions } from "@carillon/socket-router";
import type { Server } from "socket.io";
import type { Layer } from "./layer.js";
import type { Scale } from "./scale.js";
import { within } from "./within.js";

/** How long a store that is away may hold up the end, in milliseconds. */
const storeMs = 2_000;
/** How long HTTP requests may take once all clients are gone, in milliseconds. */
const requestMs = 1_000;

/** What an {@link AttachedServer} is made of. */
export interface AttachedServerParts {
  readonly io: Server;
  readonly layer: Layer;
  readonly scale: Scale;
  /** Whether `attach` created the server. */
  readonly isOurs: boolean;
  /** Takes away what the server added to the HTTP server. */
  readonly release: () => void;
  readonly logger: Logger;
}

/** A layer on its server, until it is closed. */
export class AttachedServer {
  readonly io: Server;
  readonly layer: Layer;
  readonly scale: Scale;
  /** Whether somebody waits for `ready()`. */
  isReadyAsked = false;
  readonly #parts: AttachedServerParts;
  #closed: Promise<void> | undefined;

  constructor(parts: AttachedServerParts) {
    this.io = parts.io;
    this.layer = parts.layer;
    this.scale = parts.scale;
    this.#parts = parts;
  }

  /** Lets the clients go. */
  drain(options: DrainOptions | undefined): Promise<void> {
    return this.layer.drain(options);
  }

  /** Closes what `attach` opened. A second call gets the same promise. */
  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  /** As {@link close}, but cuts off the HTTP requests that do not end, and does not reject. */
  async closeSoon(): Promise<void> {
    const { isOurs, logger } = this.#parts;
    try {
      const closed = this.close();
      if (await within(closed, requestMs)) return;
      if (isOurs) httpServerOf(this.io)?.closeAllConnections?.();
      if (!(await within(closed, 2 * storeMs)))
        logger.warn({}, "The server does not close; it is left behind");
    } catch (error) {
      logger.error({ err: error }, "The server could not be closed");
    }
  }

  async #close(): Promise<void> {
    const { io, layer, scale, isOurs, release, logger } = this.#parts;
    try {
      const left = Promise.all([...layer.allRooms()].map((rooms) => rooms.close()));
      if (!(await within(left, storeMs)))
        logger.warn({}, "The presence store does not answer; its lease ends by itself");
    } catch (error) {
      logger.error({ err: error }, "The presence store could not be closed");
    }
    // Without an HTTP server there is no engine, and Socket.IO's own close fails.
    const isOpen = isOurs && (io as Partial<Server>).engine !== undefined;
    const closed = isOpen ? io.close() : Promise.resolve();
    // Adapters may wait for a Redis that is away, until its clients end.
    await scale.close();
    await closed;
    release();
  }
}

function httpServerOf(io: Server): Partial<HttpServer> | undefined {
  return (io as unknown as { httpServer?: Partial<HttpServer> }).httpServer;
}
