import { consoleLogger, createConsoleLogger, scrubLogger } from "@carillon/socket-scrub";
import { asGuard } from "@carillon/socket-auth";
import type { Authenticator, Guard, GuardFunction } from "@carillon/socket-auth";
import type {
  ContractDefinition,
  PresenceInfo,
  RegisteredContract,
  ServerEventName,
} from "@carillon/socket-contract";
import { checkFunction, checkPart, UsageError } from "@carillon/socket-contract/server";
import type { Notification, Notifications, NotifyReport, OnDemand } from "@carillon/socket-notifications";
import type { MemberOf } from "@carillon/socket-rooms";
import type { DrainOptions, RouterOptions } from "@carillon/socket-router";
import type { Logger } from "@carillon/socket-scrub";
import type { Server, Socket as Connection } from "socket.io";
import type { EmitterConnection } from "../attach/facade-emitter.js";
import { ServerLifecycle } from "../attach/server-lifecycle.js";
import type { AttachTarget } from "../attach/socket-server.js";
import { plannedStores } from "../attach/node-stores.js";
import { checkConnectionStep, routerOptions, Wiring } from "../attach/wiring.js";
import type { ConnectionStep, WiringParts } from "../attach/wiring.js";
import { Broadcaster } from "../broadcast/broadcaster.js";
import type { RoomChain } from "../broadcast/broadcaster.js";
import type { Broadcast, PayloadArguments } from "../broadcast/broadcast.js";
import type { AnySocket } from "../broadcast/broadcast-chain.js";
import { Notifier } from "../broadcast/notifier.js";
import { Outbox } from "../broadcast/outbox.js";
import { checkConfig } from "../config/check-config.js";
import { mergeConfig, resolveConfig } from "../config/sockets-config.js";
import type { ResolvedSocketsConfig, SocketsConfig } from "../config/sockets-config.js";
import type { Finding } from "../inspect/findings.js";
import { RealtimeRoutes } from "../routes/realtime-routes.js";

/**
 * One realtime layer: its routes, guards, middleware, configuration and server.
 *
 * The facades `Route` and `Socket` speak to the current one; `createRealtime` makes more of them side by side.
 *
 * @see The seed document, "Testing".
 */
export class SocketManager<Contract extends ContractDefinition = RegisteredContract> {
  /** Where routes are registered. */
  readonly route: RealtimeRoutes<Contract> = new RealtimeRoutes<Contract>(() => this.notifications);
  readonly #guards = new Map<string, Guard | GuardFunction>();
  readonly #steps: ConnectionStep[] = [];
  readonly #outbox = new Outbox(() => this.#logger);
  readonly #lifecycle = new ServerLifecycle(this.#outbox, () => this.route.detach());
  readonly #broadcaster = new Broadcaster<Contract>(() => this.#lifecycle.target("/"));
  readonly #notifier = new Notifier({
    config: () => this.#resolved,
    logger: () => this.#logger,
    outbox: this.#outbox,
    checkAttached: () => void this.#lifecycle.target("/"),
    namespaces: () => this.#notifiedNamespaces(),
  });
  #given: SocketsConfig = {};
  #resolved: ResolvedSocketsConfig = resolveConfig({});
  #logger: Logger = scrubLogger(consoleLogger);

  /**
   * @param config - See {@link SocketsConfig}; {@link SocketManager.configure} can add to it.
   * @throws UsageError for a wrong configuration, naming the key.
   */
  constructor(config?: SocketsConfig) {
    if (config) this.configure(config);
  }

  /** The configuration, defaults filled in. */
  get config(): ResolvedSocketsConfig {
    return this.#resolved;
  }

  /** The logger of the configuration, scrubbed. */
  get logger(): Logger {
    return this.#logger;
  }

  /** Whether {@link SocketManager.attach} was called. */
  get isAttached(): boolean {
    return this.#lifecycle.attached !== undefined;
  }

  /**
   * Replaces the configuration.
   *
   * @param config - See {@link SocketsConfig}. Keys that are left out have their defaults.
   * @throws UsageError `E_CONFIG_KEY` or `E_CONFIG_VALUE`, naming the key and for a typo the one that was probably meant.
   * @throws UsageError `E_ATTACHED` after `attach`.
   */
  configure(config: SocketsConfig): this {
    checkConfig(config);
    this.#refuseAttached("configure them before Socket.attach(server).");
    // The router keeps what an earlier attach gave it.
    const given = { ...routerOptions(this.#resolved), redis: undefined, idempotencyStore: undefined };
    const forgotten = Object.keys(given).map((key) => [key, undefined]);
    this.route.configure(Object.fromEntries(forgotten) as RouterOptions);
    this.#given = config;
    this.#resolved = resolveConfig(config);
    this.#logger = scrubLogger(config.logger ?? createConsoleLogger({ level: config.logLevel ?? "info" }));
    return this;
  }

  /**
   * Names a guard for `auth:<name>`.
   *
   * @param name - As in `auth: { guard: "api" }`.
   * @param guard - Recognises a user by credentials; see `Guard`.
   */
  guard(name: string, guard: Guard | GuardFunction): this {
    const known = this.#guards.get(name);
    if (known !== undefined && known !== guard) {
      throw new UsageError(
        "E_GUARD_TAKEN",
        `The guard "${name}" is registered already: give this one another name, or remove one of the two.`,
      );
    }
    asGuard(name, guard);
    this.#guards.set(name, guard);
    this.#lifecycle.attached?.wiring.authenticator.guard(name, guard);
    return this;
  }

  /**
   * Adds a middleware that runs once for each handshake, in order of declaration.
   *
   * @param step - `(socket, next) => ...`, or `"auth:socket"` for the configured guard, or `"auth:<guard>"`.
   * @throws UsageError `E_CONNECTION_MIDDLEWARE` for anything else.
   * @throws UsageError `E_ATTACHED` after `attach`: connections may be open that it never saw.
   */
  use(step: ConnectionStep): this {
    checkConnectionStep(step);
    this.#refuseAttached("call Socket.use(...) before Socket.attach(server).");
    this.#steps.push(step);
    return this;
  }

  /**
   * Makes a manager with what is registered here so far: routes, channels, guards, middleware and configuration. The two share no
   * state: what is registered or attached later belongs to one of them.
   *
   * @param config - Replaces keys of the configuration; `auth`, `rooms` and `notifications` key by key.
   * @throws UsageError `E_CONFIG_KEY` or `E_CONFIG_VALUE` for a wrong configuration.
   */
  copy(config: SocketsConfig = {}): SocketManager<Contract> {
    const copy = new SocketManager<Contract>(mergeConfig(this.#given, config));
    copy.route.copyRoutes(this.route);
    for (const [name, guard] of this.#guards) copy.#guards.set(name, guard);
    copy.#steps.push(...this.#steps);
    return copy;
  }

  /**
   * Starts the layer on a server.
   *
   * @param target - An http, https or http2 server, a Socket.IO `Server` of your own, or a port; before or after `listen`.
   * @returns The Socket.IO server; with `enabled: false` one that no client can reach.
   * @throws UsageError when it is attached already, and when a route, a guard or a middleware is not known.
   */
  attach(target: AttachTarget): Server {
    return this.#lifecycle.attach(target, this.#wiringParts());
  }

  /**
   * Resolves when the server can take connections: it listens, where a port was given, and the adapter of `scale` is in place.
   *
   * @throws UsageError `E_NOT_ATTACHED` before `attach`, `E_PORT_IN_USE`, and `E_REDIS_UNREACHABLE`, saying where it was looked for.
   */
  ready(): Promise<void> {
    return this.#lifecycle.ready();
  }

  /**
   * The Socket.IO server.
   *
   * @throws UsageError `E_NOT_ATTACHED` before `attach`.
   */
  io(): Server {
    return this.#lifecycle.required().io;
  }

  /**
   * Connects a process that has no server, such as a queue worker, so that it broadcasts by the same calls; `close()` at the
   * end. See {@link EmitterConnection}.
   *
   * @param connection - A connected Redis client, or as `scale` in the configuration. Default: the configuration's.
   * @throws UsageError `E_EMITTER_ADAPTER` for a connection that cannot reach other processes, `E_REDIS_UNREACHABLE` for a Redis that
   * does not answer, saying where it was looked for.
   */
  connectEmitter(connection?: EmitterConnection): Promise<void> {
    return this.#lifecycle.connectEmitter(connection, {
      config: this.#resolved,
      route: this.route,
      logger: this.#logger,
    });
  }

  /**
   * Looks for what is wrong with the application, before or after `attach`: what `carillon doctor` shows, and what is logged at boot.
   *
   * @returns Errors that `attach` would throw, and warnings. Empty when all is well.
   */
  inspect(): Finding[] {
    const { attached } = this.#lifecycle;
    if (attached) return attached.wiring.warnings();
    const parts = this.#wiringParts();
    try {
      const warnings = new Wiring({ ...parts, stores: plannedStores(this.#resolved) }).warnings();
      this.route.detach();
      return warnings;
    } catch (error) {
      const { code = "E_UNEXPECTED", message } = error as { code?: string; message: string };
      return [{ code, severity: "error", message }];
    }
  }

  /**
   * The broadcasts of another namespace: `Socket.of("/admin").toRoom("ops").emit(...)`.
   *
   * @throws UsageError `E_BAD_NAMESPACE` for a name that does not begin with `/`.
   */
  of(namespace: string): Broadcaster<Contract> {
    if (typeof namespace !== "string" || !namespace.startsWith("/")) {
      throw new UsageError(
        "E_BAD_NAMESPACE",
        `Socket.of takes the name of a namespace, which begins with "/": Socket.of("/admin"); got ${typeof namespace === "string" ? `"${namespace}"` : typeof namespace}.`,
      );
    }
    // Asked at once for its errors, and again at each broadcast: one of a pattern may be made anew meanwhile.
    this.#lifecycle.target(namespace);
    return new Broadcaster(() => this.#lifecycle.target(namespace));
  }

  /** See {@link Broadcaster.broadcast}. */
  broadcast<Event extends ServerEventName<Contract>>(
    room: string | readonly string[],
    event: Event,
    ...payload: PayloadArguments<Event, Contract>
  ): Promise<void> {
    return this.#broadcaster.broadcast(room, event, ...payload);
  }

  /** See {@link Broadcaster.emitTo}. */
  emitTo<Event extends ServerEventName<Contract>>(
    target: string | number,
    event: Event,
    ...payload: PayloadArguments<Event, Contract>
  ): Promise<void> {
    return this.#broadcaster.emitTo(target, event, ...payload);
  }

  /** See {@link Broadcaster.emit}. */
  emit<Event extends ServerEventName<Contract>>(
    event: Event,
    ...payload: PayloadArguments<Event, Contract>
  ): Promise<void> {
    return this.#broadcaster.emit(event, ...payload);
  }

  /** See {@link Broadcaster.toUser}. */
  toUser(id: string | number): Broadcast<Contract> {
    return this.#broadcaster.toUser(id);
  }

  /** See {@link Broadcaster.toRoom}. */
  toRoom(room: string | readonly string[]): Broadcast<Contract> {
    return this.#broadcaster.toRoom(room);
  }

  /** See {@link Broadcaster.to}. */
  to(room: string | readonly string[]): RoomChain<Contract> {
    return this.#broadcaster.to(room);
  }

  /** See {@link Broadcaster.in}. */
  in(room: string | readonly string[]): RoomChain<Contract> {
    return this.#broadcaster.in(room);
  }

  /** See {@link Broadcaster.fetchSockets}. */
  fetchSockets(): Promise<AnySocket<Contract>[]> {
    return this.#broadcaster.fetchSockets();
  }

  /** See {@link Broadcaster.disconnectSockets}. */
  disconnectSockets(close?: boolean): void {
    this.#broadcaster.disconnectSockets(close);
  }

  /** See {@link Broadcaster.userRoom}. */
  userRoom(id: string | number): string {
    return this.#broadcaster.userRoom(id);
  }

  /** See {@link Broadcaster.isUserRoom}. */
  isUserRoom(name: unknown): boolean {
    return this.#broadcaster.isUserRoom(name);
  }

  /** See {@link Broadcaster.members}. */
  members<const Channel extends string>(channel: Channel): Promise<MemberOf<Channel>[]> {
    return this.#broadcaster.members(channel);
  }

  /** See {@link Notifier.notifications}. */
  get notifications(): Notifications {
    return this.#notifier.notifications;
  }

  /** See {@link Notifier.notify}. */
  notify<User>(
    to: NoInfer<User> | OnDemand | readonly (NoInfer<User> | OnDemand)[],
    notification: Notification<User>,
  ): Promise<NotifyReport | undefined> {
    return this.#notifier.notify(to, notification);
  }

  /** Runs a piece of work whose broadcasts wait until it is done; see {@link Outbox.afterCommit}. */
  afterCommit<Value>(work: () => Promise<Value> | Value): Promise<Value> {
    checkFunction("Socket.afterCommit", work, "Socket.afterCommit(async () => { ... })");
    return this.#outbox.afterCommit(work);
  }

  /**
   * Asks a channel's rule again for all its members, and puts out those who lost the right, on every node.
   *
   * @param pattern - A defined pattern, or one channel's whole name.
   * @returns How many connections of this node were put out.
   * @throws TypeError when no channel is meant by it.
   */
  async recheckChannel(pattern: string): Promise<number> {
    let evicted = 0;
    for (const rooms of this.#lifecycle.required().wiring.allRooms())
      evicted += await rooms.recheckChannel(pattern);
    return evicted;
  }

  /**
   * Changes what the others see of a user in a channel with presence.
   *
   * @param socket - One of the user's connections there.
   * @param channel - The channel's whole name.
   * @param info - Replaces what they saw before. JSON-safe, and what the contract says where it names the channel.
   * @throws Error before `attach`, and when the connection is not shown there.
   * @throws TypeError when it does not fit the contract.
   */
  async updatePresence<const Channel extends string>(
    socket: Connection,
    channel: Channel,
    info: PresenceInfo<Channel>,
  ): Promise<void> {
    checkPart(
      "Socket.updatePresence",
      socket,
      ["emit"],
      "the socket, the channel and the info: Socket.updatePresence(socket, channel, info)",
    );
    const { wiring } = this.#lifecycle.required();
    await (wiring.roomsOf(socket.nsp.name) ?? wiring.mainRooms).updatePresence(socket, channel, info);
  }

  /** Ends sessions on every node: of a user, or one of them. */
  revoke(target: Parameters<Authenticator["revoke"]>[0]): ReturnType<Authenticator["revoke"]> {
    return this.#lifecycle.revoker.revoke(target);
  }

  /** Whether {@link SocketManager.drain} was called: what a health check tells the load balancer. */
  get isDraining(): boolean {
    return this.#lifecycle.isDraining;
  }

  /**
   * Ends the service in good order, as on SIGTERM: answers what is under way, disconnects all clients, then closes.
   * A Socket.IO server of your own stays open and refuses connections: close it yourself.
   *
   * @param options - Pace and deadline; see `DrainOptions`.
   * @returns Resolves when all is closed, seconds after the deadline at the latest; it does not reject. A second call gets
   * the same promise. Before `attach` there is nothing to end.
   * @throws TypeError for an option that cannot be used.
   */
  drain(options?: DrainOptions): Promise<void> {
    return this.#lifecycle.drain(options);
  }

  /**
   * Closes a server that `attach` created, at once; one that was given stays open. For a graceful shutdown, use `drain`.
   *
   * Afterwards the manager can be configured and attached anew, to the same HTTP server or another: between two tests, for
   * example. Routes, guards and middleware stay. A Socket.IO server of your own keeps the layer that it had.
   */
  close(): Promise<void> {
    return this.#lifecycle.close();
  }

  #wiringParts(): Omit<WiringParts, "stores"> {
    return {
      config: this.#resolved,
      isAuthRequiredByName: this.#given.auth?.required === true,
      route: this.route,
      guards: this.#guards,
      steps: this.#steps,
      logger: this.#logger,
    };
  }

  #notifiedNamespaces(): Broadcaster[] {
    const names = [...this.route.notifiedNamespaces];
    if (names.length === 0) names.push("/");
    return names.map((name) => new Broadcaster(() => this.#lifecycle.target(name)));
  }

  #refuseAttached(advice: string): void {
    if (this.isAttached) throw new UsageError("E_ATTACHED", `Sockets are attached already; ${advice}`);
  }
}
