import type { Server as HttpServer } from "node:http";
import type { Logger } from "@carillon/socket-scrub";
import type { DrainOptions } from "@carillon/socket-router";
import type { Server } from "socket.io";
import { roomsWith } from "./broadcaster.js";
import type { BroadcastTarget } from "./broadcaster.js";
import { Layer } from "./layer.js";
import type { LayerParts } from "./layer.js";
import type { Outbox } from "./outbox.js";
import { scaleServer } from "./scale.js";
import type { Scale } from "./scale.js";
import { defaultMaxBufferedBytes, dropSlowConsumers } from "./slow-consumers.js";
import { socketServerOf, unreachableServer } from "./socket-server.js";
import type { AttachTarget } from "./socket-server.js";
import { endsWithin } from "@carillon/socket-contract/server";

/** How long a store that is away may hold up the end, in milliseconds. */
const storeMs = 2_000;
/** How long HTTP requests may take once all clients are gone, in milliseconds. */
const requestMs = 1_000;

/** What an {@link AttachedServer} is made of. */
interface AttachedServerParts {
  readonly io: Server;
  readonly layer: Layer;
  readonly scale: Scale;
  /** Whether `attach` created the server. */
  readonly isOurs: boolean;
  /** Takes away what the server added to the HTTP server. */
  readonly release: () => void;
  readonly logger: Logger;
}

/**
 * Puts a layer on a server.
 *
 * @throws Error when a route, a guard or a middleware is not known, or the target is no server.
 */
export function attachServer(target: AttachTarget, parts: LayerParts): AttachedServer {
  const { config, logger } = parts;
  const layer = new Layer(parts);
  const { io, release } = config.enabled ? socketServerOf(target, config) : unreachableServer();
  const isOurs = io !== target;
  let scale: Scale | undefined;
  try {
    scale = scaleServer(io, config.enabled ? (config.scale ?? {}) : {}, logger);
    const { enabled, maxBufferedBytes = isOurs ? defaultMaxBufferedBytes : Infinity } = config;
    if (enabled && Number.isFinite(maxBufferedBytes)) dropSlowConsumers(io, maxBufferedBytes, logger);
    layer.install(io);
  } catch (error) {
    // Whoever corrects the mistake attaches again, to the same server.
    parts.route.detach();
    void scale?.close();
    if (typeof target === "number") void io.close();
    release();
    throw error;
  }
  const attached = new AttachedServer({ io, layer, scale, isOurs, release, logger });
  scale.ready.catch((error: unknown) => {
    // Whoever asks for ready() deals with it; a server that never will be ready must not look as if it were.
    if (!attached.isReadyAsked) throw error;
  });
  return attached;
}

/** A layer on its server, until it is closed. */
export class AttachedServer {
  readonly io: Server;
  readonly layer: Layer;
  /** Whether somebody waits for `ready()`. */
  isReadyAsked = false;
  readonly #parts: AttachedServerParts;
  #closed: Promise<void> | undefined;

  constructor(parts: AttachedServerParts) {
    this.io = parts.io;
    this.layer = parts.layer;
    this.#parts = parts;
  }

  /** Whether the server is one that `attach` created. */
  get isOurs(): boolean {
    return this.#parts.isOurs;
  }

  /** Resolves when the adapter is in place. */
  get ready(): Promise<void> {
    return this.#parts.scale.ready;
  }

  /** Where the broadcasts of a namespace go. */
  target(name: string, outbox: Outbox): BroadcastTarget {
    const { io, layer } = this;
    if (name === "/") return { namespace: io, rooms: layer.mainRooms, outbox };
    const namespace = io.of(name);
    const rooms = layer.roomsOf(namespace.name) ?? roomsWith(layer.mainRooms, { isChannel: () => false });
    return { namespace, rooms, outbox };
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
      if (await endsWithin(closed, requestMs)) return;
      if (isOurs) httpServerOf(this.io)?.closeAllConnections?.();
      if (!(await endsWithin(closed, 2 * storeMs)))
        logger.warn({}, "The server does not close; it is left behind");
    } catch (error) {
      logger.error({ err: error }, "The server could not be closed");
    }
  }

  async #close(): Promise<void> {
    const { io, layer, scale, isOurs, release, logger } = this.#parts;
    try {
      const left = Promise.all([...layer.allRooms()].map((rooms) => rooms.close()));
      if (!(await endsWithin(left, storeMs)))
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
