import { bindAuthMiddleware, createAuthenticator, safeConnectionMiddleware } from "@carillon/socket-auth";
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
import type { PresenceInfo } from "@carillon/socket-contract";
import { authStateOf, checkPart, UsageError } from "@carillon/socket-contract/server";
import type { Server, Socket } from "socket.io";
import { warningsOf } from "../inspect/findings.js";
import type { Finding } from "../inspect/findings.js";
import { ContractEvents } from "../broadcast/contract-events.js";
import type { NodeStores } from "./node-stores.js";
import type { AnyRoutes } from "../routes/realtime-routes.js";
import type { ResolvedSocketsConfig } from "../config/sockets-config.js";

/** A connection middleware, or the guards of one by name. */
export type ConnectionStep = LooseConnectionMiddleware | `auth:${string}`;

/** What a {@link Wiring} is made of. */
export interface WiringParts {
  readonly config: ResolvedSocketsConfig;
  readonly route: AnyRoutes;
  /** Whether `auth.required: true` is written down, and not only the default. */
  readonly isAuthRequiredByName: boolean;
  readonly guards: ReadonlyMap<string, Guard | GuardFunction>;
  readonly steps: readonly ConnectionStep[];
  readonly stores: NodeStores;
  readonly logger: Logger;
}

/** A token lives for minutes; a client that sends more of them keeps the guards busy. */
const refreshThrottle = "throttle:30,1m";

/** Router, authenticator and rooms, wired together for one server. */
export class Wiring {
  readonly authenticator: Authenticator;
  readonly #parts: WiringParts;
  readonly #middleware: readonly ConnectionMiddleware[];
  readonly #rooms = new Map<NamespaceName, Rooms>();
  #hasDottedIds = false;
  /** Where the contract has events of the server. */
  readonly contractEvents: ContractEvents | undefined;

  /**
   * Finds everything that can be wrong, before a server exists.
   *
   * @throws UsageError for a route, a guard or a middleware that is not known.
   */
  constructor(parts: WiringParts) {
    const { config, route, guards, steps, logger } = parts;
    this.#parts = parts;
    const { contract, notifications } = config;
    const { newEvent, readEvent, readAllEvent } = notifications;
    const named = [newEvent, readEvent, readAllEvent];
    if (contract?.server !== undefined)
      this.contractEvents = new ContractEvents(contract.server, named, logger);
    this.authenticator = createAuthenticator({
      ...config.auth,
      ...parts.stores.auth,
      listen: false,
      logger,
      onChange: (socket) => void this.#syncRooms(socket),
    });
    for (const [name, guard] of guards) this.authenticator.guard(name, guard);
    this.#middleware = config.enabled ? steps.map((step) => this.#middlewareOf(step)) : [];
    if (!config.enabled) return;
    route.configure({ ...routerOptions(config), ...parts.stores.router, logger });
    route.builtInMiddleware("auth", (...names) => this.authenticator.eventMiddleware(...names));
    route.builtInMiddleware("can", (...abilities) => this.authenticator.abilityMiddleware(...abilities));
    route.builtInMiddleware("member", (pattern = "") => member(pattern));
    this.#answerReservedEvents();
    // Guards that a channel names must be there at boot, as those of routes.
    if (route.channels.guards.length > 0) this.authenticator.eventMiddleware(...route.channels.guards);
    route.seal();
    try {
      this.authenticator.seal();
    } catch (error) {
      route.detach();
      throw error;
    }
  }

  /** What is doubtful about the application, for the log at boot and for tools. */
  warnings(): Finding[] {
    const { config, route, guards, stores, isAuthRequiredByName } = this.#parts;
    if (!config.enabled) return [];
    return warningsOf({
      config,
      route,
      stores,
      isAuthInstalled: this.authenticator.isInstalled,
      isAuthConfigured: guards.size > 0 || config.auth.guards !== undefined || isAuthRequiredByName,
    });
  }

  /** The rooms of the main namespace. */
  get mainRooms(): Rooms {
    const main = this.#rooms.get("/");
    if (main === undefined) throw new UsageError("E_NOT_ATTACHED", "The sockets are not attached yet.");
    return main;
  }

  /** The rooms of a namespace; `undefined` where it has no routes. */
  roomsOf(namespace: string): Rooms | undefined {
    const exact = this.#rooms.get(namespace);
    if (exact) return exact;
    for (const [name, rooms] of this.#rooms) if (name instanceof RegExp && name.test(namespace)) return rooms;
    return undefined;
  }

  /** The namespaces that have routes, by name. */
  namespaces(): string[] {
    return [...this.#rooms.keys()].filter((name) => typeof name === "string");
  }

  /** Whether routes, or the application, use this namespace. Switched off, all are taken for used. */
  hasRoutes(name: string): boolean {
    return !this.#parts.config.enabled || this.roomsOf(name) !== undefined;
  }

  /** The rooms of every namespace. */
  allRooms(): Iterable<Rooms> {
    return this.#rooms.values();
  }

  /** Asks a channel's rule again in every namespace; returns how many connections of this node were put out. */
  async recheckChannel(pattern: string): Promise<number> {
    let evicted = 0;
    for (const rooms of this.allRooms()) evicted += await rooms.recheckChannel(pattern);
    return evicted;
  }

  /** Changes what the others see of a socket's user in a channel of its namespace. */
  async updatePresence<const Channel extends string>(
    socket: Socket,
    channel: Channel,
    info: PresenceInfo<Channel>,
  ): Promise<void> {
    checkPart(
      "Socket.updatePresence",
      socket,
      ["emit"],
      "the socket, the channel and the info: Socket.updatePresence(socket, channel, info)",
    );
    await (this.roomsOf(socket.nsp.name) ?? this.mainRooms).updatePresence(socket, channel, info);
  }

  /** Installs everything on a server; switched off, only the names of rooms. */
  install(io: Server): void {
    const { config, route, stores, logger } = this.#parts;
    const { contract, timeoutMs } = config;
    const options = {
      ...config.rooms,
      ...stores.rooms,
      ...(contract && { contract }),
      ...(timeoutMs !== undefined && { timeoutMs }),
      channels: route.channels,
      listen: false,
      logger,
    };
    this.#rooms.set("/", attachRooms(io, options));
    if (!config.enabled) return;
    for (const name of route.namespaces()) {
      const namespace = name === "/" ? io : io.of(name);
      if (name !== "/") this.#rooms.set(name, attachRooms(namespace, options));
      for (const middleware of this.#middleware) namespace.use(middleware);
      namespace.on("connection", this.#noteId);
    }
    // A fake has no namespaces, and nothing that lives beside its middleware.
    if (typeof (io as Partial<Server>).of === "function") this.authenticator.attach(io);
    route.attach(io);
  }

  /** Disconnects all clients in good order; switched off, there are none. */
  drain(options: DrainOptions | undefined): Promise<void> {
    return this.#parts.config.enabled ? this.#parts.route.drain(options) : Promise.resolve();
  }

  /** Asks again what may have changed while this node was cut off from the others. It runs in the background. */
  async recheckAll(): Promise<void> {
    const { logger } = this.#parts;
    try {
      await this.authenticator.recheckAll();
      for (const rooms of this.allRooms()) await rooms.recheckAll();
    } catch (error) {
      logger.error(
        { event: "recheck_failed", err: error },
        "Identities and channels could not all be checked again",
      );
    }
  }

  /** Whether a user with a dot in the id has been here: `emitTo` takes such an id for a room. */
  get hasDottedIds(): boolean {
    return this.#hasDottedIds;
  }

  /** Reserved events go the way of routes: they wait for `onConnect` and obey limits, deadlines and a drain. */
  #answerReservedEvents(): void {
    const { route } = this.#parts;
    const { clientEvents } = this.authenticator;
    route.builtIn("auth:refresh", (socket, payload) => clientEvents["auth:refresh"](socket, payload), {
      middleware: refreshThrottle,
    });
    for (const event of ["channel:join", "channel:leave", "channel:whisper"] as const) {
      route.builtIn(event, (socket, payload) => {
        const rooms = this.roomsOf(socket.nsp.name) ?? this.mainRooms;
        return rooms.clientEvents[event](socket, payload);
      });
    }
  }

  readonly #noteId = (socket: Socket): void => {
    this.#hasDottedIds ||= authStateOf(socket)?.identity?.id.includes(".") === true;
  };

  #middlewareOf(step: ConnectionStep): ConnectionMiddleware {
    if (typeof step === "string") return this.authenticator.connectionMiddleware(step.slice("auth:".length));
    const bound = bindAuthMiddleware(step, this.authenticator);
    if (bound) return bound;
    const { deadlineMs = 10_000 } = this.#parts.config.auth;
    return safeConnectionMiddleware(step, { logger: this.#parts.logger, deadlineMs });
  }

  /** Makes the personal room and the channels of a socket follow its user. It runs in the background and must not reject. */
  async #syncRooms(socket: Socket): Promise<void> {
    try {
      await this.roomsOf(socket.nsp.name)?.syncIdentity(socket);
    } catch (error) {
      this.#parts.logger.error(
        { event: "rooms_sync_failed", err: error, socketId: socket.id },
        "The rooms of a socket could not follow its user",
      );
    }
  }
}

/** @throws UsageError `E_CONNECTION_MIDDLEWARE` for what cannot run at a handshake. */
export function checkConnectionStep(step: unknown): asserts step is ConnectionStep {
  if (typeof step === "string" && /^auth:./.test(step)) return;
  if (typeof step !== "function") {
    throw new UsageError(
      "E_CONNECTION_MIDDLEWARE",
      'Socket.use takes (socket, next) => ..., "auth:socket" or "auth:<guard>".',
    );
  }
  if (step.length < 3) return;
  throw new UsageError(
    "E_CONNECTION_MIDDLEWARE",
    "Socket.use takes (socket, next) => ..., and this middleware has three parameters, as Express has them: " +
      "give it to the HTTP side by io.engine.use(middleware), or write (socket, next) => ... with socket.request.",
  );
}

/** What of the configuration is the router's; what is not given keeps the router's defaults. */
function routerOptions(config: ResolvedSocketsConfig): RouterOptions {
  const { contract, limits, timeoutMs, validateReplies, resolve } = config;
  const options = { contract, limits, timeoutMs, validateReplies, resolve };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** Takes back what an earlier attach gave the router. */
export function resetRouterOptions(route: AnyRoutes, config: ResolvedSocketsConfig): void {
  const given = { ...routerOptions(config), redis: undefined, idempotencyStore: undefined };
  const forgotten = Object.keys(given).map((key) => [key, undefined]);
  route.configure(Object.fromEntries(forgotten) as RouterOptions);
}
