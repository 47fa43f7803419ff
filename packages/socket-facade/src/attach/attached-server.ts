import { checkNode, endsWithin, nearestName, whenBound } from "@carillon/socket-contract/server";
import { compactConnections } from "@carillon/socket-engine";
import type { DrainOptions } from "@carillon/socket-router";
import { scaleServer } from "@carillon/socket-scale";
import type { Scale } from "@carillon/socket-scale";
import type { Logger } from "@carillon/socket-scrub";
import type { Server } from "socket.io";
import type { BroadcastTarget } from "../broadcast/broadcast-target.js";
import type { Outbox } from "../broadcast/outbox.js";
import { closeServer } from "./close-server.js";
import { noStores, openStores } from "./node-stores.js";
import type { NodeStores } from "./node-stores.js";
import { logRefusals } from "./refusal-lines.js";
import { logUnknownNamespaces } from "./unknown-namespaces.js";
import { defaultMaxBufferedBytes, dropSlowConsumers } from "./slow-consumers.js";
import { socketServerOf, unreachableServer } from "./socket-server.js";
import type { AttachTarget, SocketServer } from "./socket-server.js";
import { hasNamespace, httpServerOf } from "../socket-io-internals.js";
import { roomsOfTarget } from "./rooms-target.js";
import { Wiring } from "./wiring.js";
import type { WiringParts } from "./wiring.js";

/** What the router logs by itself when it is attached. */
const toldByRouter: ReadonlySet<string> = new Set(["CONTRACT_EVENT_WITHOUT_ROUTE", "ROUTE_OUTSIDE_CONTRACT"]);

/** How long a store that is away may hold up the end, in milliseconds. */
const storeMs = 2_000;
/** How long HTTP requests may take once all clients are gone, in milliseconds. */
const requestMs = 1_000;

/** What an {@link AttachedServer} is made of. */
interface AttachedServerParts extends SocketServer {
  readonly wiring: Wiring;
  readonly stores: NodeStores;
  readonly scale: Scale;
  /** Whether `attach` created the server. */
  readonly isOurs: boolean;
  readonly logger: Logger;
}

/**
 * Wires routes, guards and rooms to a server.
 *
 * @throws UsageError when a route, a guard or a middleware is not known, or the target is no server.
 */
export function attachServer(target: AttachTarget, parts: Omit<WiringParts, "stores">): AttachedServer {
  checkNode();
  const { config, logger } = parts;
  const stores = config.enabled ? openStores(config, logger) : noStores;
  let server: SocketServer | undefined;
  let scale: Scale | undefined;
  try {
    const wiring = new Wiring({ ...parts, stores });
    server = config.enabled ? socketServerOf(target, config) : unreachableServer();
    const { io } = server;
    const isOurs = io !== target;
    scale = scaleServer(io, { ...stores.scale, logger });
    if (config.enabled && config.engine?.compact !== false) whenBound(io, () => void compactConnections(io));
    const { enabled, maxBufferedBytes = isOurs ? defaultMaxBufferedBytes : Infinity } = config;
    if (enabled && Number.isFinite(maxBufferedBytes)) dropSlowConsumers(io, maxBufferedBytes, logger);
    wiring.install(io);
    if (enabled) {
      logRefusals(io, logger);
      logUnknownNamespaces(io, logger);
    }
    for (const { code, message } of wiring.warnings()) {
      if (!toldByRouter.has(code)) logger.warn({ event: "boot_finding", code }, message);
    }
    scale.onGap(() => void wiring.recheckAll());
    return new AttachedServer({ ...server, wiring, stores, scale, isOurs, logger });
  } catch (error) {
    // After the mistake is corrected, the same server can be attached again.
    parts.route.detach();
    void scale?.close();
    void stores.redis?.close();
    if (typeof target === "number") void server?.io.close();
    server?.release();
    throw error;
  }
}

/** A server with everything that is wired to it, until it is closed. */
export class AttachedServer {
  readonly io: Server;
  readonly wiring: Wiring;
  /** Resolves when the server listens, where a port was given, and the nodes are connected. */
  readonly ready: Promise<void>;
  /** Whether the application waits for `ready()` and deals with its error. */
  isReadyAsked = false;
  readonly #parts: AttachedServerParts;
  #closed: Promise<void> | undefined;

  constructor(parts: AttachedServerParts) {
    this.io = parts.io;
    this.wiring = parts.wiring;
    this.#parts = parts;
    const { scale, stores, listening } = parts;
    const waits = [scale.ready, stores.redis?.ready, listening].filter((wait) => wait !== undefined);
    this.ready = Promise.all(waits).then(() => undefined);
    this.ready.catch((error: unknown) => {
      // Without a `ready()` that is waited for, a server that never will be ready must not look as if it were.
      if (!this.isReadyAsked && !this.#closed) throw error;
    });
  }

  /** Whether the server is one that `attach` created. */
  get isOurs(): boolean {
    return this.#parts.isOurs;
  }

  /** Where the broadcasts of a namespace go. */
  target(name: string, outbox: Outbox): BroadcastTarget {
    const { io, wiring } = this;
    const hasDottedIds = (): boolean => wiring.hasDottedIds;
    const { contractEvents } = wiring;
    if (name === "/") return { namespace: io, rooms: wiring.mainRooms, outbox, hasDottedIds, contractEvents };
    if (!wiring.hasRoutes(name) && !hasNamespace(io, name)) this.#warnOfNamespace(name);
    const namespace = io.of(name);
    const rooms =
      wiring.roomsOf(namespace.name) ?? roomsOfTarget(wiring.mainRooms, { isChannel: () => false });
    return { namespace, rooms, outbox, hasDottedIds, contractEvents };
  }

  /** A namespace that Socket.IO does not know yet is made by the broadcast, and no client is in it; the next one finds it made. */
  #warnOfNamespace(name: string): void {
    const { logger, wiring } = this.#parts;
    const nearest = nearestName(name, wiring.namespaces());
    logger.warn(
      {
        event: "namespace_without_routes",
        namespace: name,
        hint: nearest
          ? `Did you mean "${nearest}"?`
          : `Register its routes: Route.socketGroup({ namespace: "${name}" }, () => { ... })`,
      },
      "Socket.of was given a namespace that has no routes",
    );
  }

  /** Disconnects all clients in good order; see `DrainOptions`. */
  drain(options: DrainOptions | undefined): Promise<void> {
    return this.wiring.drain(options);
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
        logger.warn({ event: "close_timed_out" }, "The server does not close; it is left behind");
    } catch (error) {
      logger.error({ event: "close_failed", err: error }, "The server could not be closed");
    }
  }

  async #close(): Promise<void> {
    const { io, wiring, scale, stores, isOurs, release, logger } = this.#parts;
    try {
      const left = Promise.all([...wiring.allRooms()].map((rooms) => rooms.close()));
      if (!(await endsWithin(left, storeMs)))
        logger.warn(
          { event: "presence_close_timed_out" },
          "The presence store does not answer; its lease ends by itself",
        );
    } catch (error) {
      logger.error({ event: "presence_close_failed", err: error }, "The presence store could not be closed");
    }
    await wiring.authenticator.close();
    // Without an HTTP server there is no engine, and Socket.IO's own close fails.
    const isOpen = isOurs && (io as Partial<Server>).engine !== undefined;
    const closed = isOpen ? closeServer(io) : Promise.resolve();
    // Adapters may wait for a Redis that is away, until its clients end.
    await scale.close();
    await stores.redis?.close();
    await closed;
    release();
  }
}
