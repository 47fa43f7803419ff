import { createAuthenticator, safeConnectionMiddleware } from "@carillon/socket-auth";
import type {
  Authenticator,
  ConnectionMiddleware,
  Guard,
  GuardFunction,
  LooseConnectionMiddleware,
} from "@carillon/socket-auth";
import type { Logger } from "@carillon/socket-scrub";
import { attachRooms, member } from "@carillon/socket-rooms";
import type { Rooms } from "@carillon/socket-rooms";
import type { DrainOptions, NamespaceName, RouterOptions } from "@carillon/socket-router";
import type { Server, Socket } from "socket.io";
import type { RealtimeRoutes } from "./realtime-routes.js";
import type { ResolvedSocketsConfig } from "./sockets-config.js";

/** A connection middleware, or the guards of one by name. */
export type ConnectionStep = LooseConnectionMiddleware | `auth:${string}`;

/** What a layer is made of. */
export interface LayerParts {
  readonly config: ResolvedSocketsConfig;
  readonly route: RealtimeRoutes;
  readonly guards: ReadonlyMap<string, Guard | GuardFunction>;
  readonly steps: readonly ConnectionStep[];
  readonly logger: Logger;
}

/** Router, authenticator and rooms, wired together for one server. */
export class Layer {
  readonly authenticator: Authenticator;
  readonly #parts: LayerParts;
  readonly #middleware: readonly ConnectionMiddleware[];
  readonly #rooms = new Map<NamespaceName, Rooms>();

  /**
   * Finds everything that can be wrong, before a server exists.
   *
   * @throws Error for a route, a guard or a middleware that is not known.
   */
  constructor(parts: LayerParts) {
    const { config, route, guards, steps, logger } = parts;
    this.#parts = parts;
    this.authenticator = createAuthenticator({
      ...config.auth,
      logger,
      onChange: (socket) => void this.#settleRooms(socket),
    });
    for (const [name, guard] of guards) this.authenticator.guard(name, guard);
    this.#middleware = config.enabled ? steps.map((step) => this.#middlewareOf(step)) : [];
    if (!config.enabled) return;
    route.configure({ ...routerOptions(config), logger });
    route.middleware("auth", (...names) => this.authenticator.eventMiddleware(...names));
    route.middleware("can", (...abilities) => this.authenticator.abilityMiddleware(...abilities));
    route.middleware("member", (pattern = "") => member(pattern));
    route.seal();
    try {
      this.authenticator.seal();
    } catch (error) {
      route.detach();
      throw error;
    }
    if (!this.authenticator.isInstalled) this.#warnOfGuardedRoutes();
  }

  /** The rooms of the main namespace. */
  get mainRooms(): Rooms {
    const main = this.#rooms.get("/");
    if (main === undefined) throw new Error("The layer is not installed yet.");
    return main;
  }

  /** The rooms of a namespace; `undefined` where it has no routes. */
  roomsOf(namespace: string): Rooms | undefined {
    const exact = this.#rooms.get(namespace);
    if (exact) return exact;
    for (const [name, rooms] of this.#rooms) if (name instanceof RegExp && name.test(namespace)) return rooms;
    return undefined;
  }

  /** The rooms of every namespace. */
  allRooms(): Iterable<Rooms> {
    return this.#rooms.values();
  }

  /** Puts the layer on a server; switched off, it keeps nothing but the names of rooms. */
  install(io: Server): void {
    const { config, route, logger } = this.#parts;
    const { contract, timeoutMs } = config;
    const options = {
      ...config.rooms,
      ...(contract && { contract }),
      ...(timeoutMs !== undefined && { timeoutMs }),
      channels: route.channels,
      logger,
    };
    this.#rooms.set("/", attachRooms(io, options));
    if (!config.enabled) return;
    for (const name of route.namespaces()) {
      const namespace = name === "/" ? io : io.of(name);
      if (name !== "/") this.#rooms.set(name, attachRooms(namespace, options));
      for (const middleware of this.#middleware) namespace.use(middleware);
    }
    // A fake has no namespaces, and nothing that lives beside its middleware.
    if (typeof (io as Partial<Server>).of === "function") this.authenticator.attach(io);
    route.attach(io);
  }

  /** Lets the clients go; where nothing is attached, there are none. */
  drain(options: DrainOptions | undefined): Promise<void> {
    return this.#parts.config.enabled ? this.#parts.route.drain(options) : Promise.resolve();
  }

  #middlewareOf(step: ConnectionStep): ConnectionMiddleware {
    if (typeof step === "string") return this.authenticator.connectionMiddleware(step.slice("auth:".length));
    const { deadlineMs = 10_000 } = this.#parts.config.auth;
    return safeConnectionMiddleware(step, { logger: this.#parts.logger, deadlineMs });
  }

  /** Whoever a socket is now: its personal room and its channels follow. Nobody waits for it, so it must not reject. */
  async #settleRooms(socket: Socket): Promise<void> {
    try {
      await this.roomsOf(socket.nsp.name)?.syncIdentity(socket);
    } catch (error) {
      this.#parts.logger.error(
        { err: error, socketId: socket.id },
        "The rooms of a socket could not be settled",
      );
    }
  }

  /** Without a connection middleware nobody is ever recognised. */
  #warnOfGuardedRoutes(): void {
    const { route, logger } = this.#parts;
    const routes = route.routes().filter(({ guards }) => guards.length > 0);
    if (routes.length === 0) return;
    logger.warn(
      { routes: routes.map(({ event }) => event) },
      'These routes need a user, but nothing authenticates connections: add Socket.use("auth:socket") before Socket.attach(server)',
    );
  }
}

/** What of the configuration is the router's; what is not given keeps the router's defaults. */
export function routerOptions(config: ResolvedSocketsConfig): RouterOptions {
  const { contract, limits, timeoutMs, validateReplies, resolve, redis, idempotencyStore } = config;
  const options = { contract, limits, timeoutMs, validateReplies, resolve, redis, idempotencyStore };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
