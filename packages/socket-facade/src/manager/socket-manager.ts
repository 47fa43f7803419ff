import type { Authenticator, Guard, GuardFunction } from "@carillon/socket-auth";
import type { ContractDefinition, RegisteredContract } from "@carillon/socket-contract";
import { checkFunction, UsageError } from "@carillon/socket-contract/server";
import type { Notifications } from "@carillon/socket-notifications";
import type { DrainOptions } from "@carillon/socket-router";
import type { Logger } from "@carillon/socket-scrub";
import type { Server } from "socket.io";
import type { EmitterConnection } from "../attach/facade-emitter.js";
import { checkConfig } from "../config/check-config.js";
import { ServerLifecycle } from "../attach/server-lifecycle.js";
import type { AttachTarget } from "../attach/socket-server.js";
import { checkConnectionStep, resetRouterOptions } from "../attach/wiring.js";
import type { ConnectionStep, Wiring } from "../attach/wiring.js";
import { Broadcaster } from "../broadcast/broadcaster.js";
import { checkNamespace, checkRoom } from "../broadcast/broadcast-target.js";
import { Notifier } from "../broadcast/notifier.js";
import { Outbox } from "../broadcast/outbox.js";
import type { ResolvedSocketsConfig, SocketsConfig } from "../config/sockets-config.js";
import type { Finding } from "../inspect/findings.js";
import { inspectApplication } from "../inspect/inspect-application.js";
import { RealtimeRoutes } from "../routes/realtime-routes.js";
import { ManagerSetup } from "./manager-setup.js";

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
  readonly #setup = new ManagerSetup();
  readonly #outbox = new Outbox(() => this.#setup.logger);
  readonly #lifecycle = new ServerLifecycle(this.#outbox, () => this.route.detach());
  readonly #broadcaster = new Broadcaster<Contract>(() => this.#lifecycle.target("/"));
  readonly #notifier = new Notifier({
    setup: this.#setup,
    outbox: this.#outbox,
    checkAttached: () => void this.#lifecycle.target("/"),
    namespaces: () => this.#notifiedNamespaces(),
  });

  /**
   * @param config - See {@link SocketsConfig}; {@link SocketManager.configure} can add to it.
   * @throws UsageError for a wrong configuration, naming the key.
   */
  constructor(config?: SocketsConfig) {
    if (config) this.configure(config);
  }

  /** The configuration, defaults filled in. */
  get config(): ResolvedSocketsConfig {
    return this.#setup.config;
  }

  /** The logger of the configuration, scrubbed. */
  get logger(): Logger {
    return this.#setup.logger;
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
    resetRouterOptions(this.route, this.config);
    this.#setup.configure(config);
    return this;
  }

  /**
   * Names a guard for `auth:<name>`.
   *
   * @param name - As in `auth: { guard: "api" }`.
   * @param guard - Recognises a user by credentials; see `Guard`.
   */
  guard(name: string, guard: Guard | GuardFunction): this {
    this.#setup.addGuard(name, guard);
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
    this.#setup.addStep(step);
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
    checkConfig(config);
    const copy = new SocketManager<Contract>(this.#setup.configWith(config));
    copy.route.copyRoutes(this.route);
    copy.#setup.copyFrom(this.#setup);
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
    return this.#lifecycle.attach(target, this.#setup.wiringParts(this.route));
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
    const { config, route, logger } = this;
    return this.#lifecycle.connectEmitter(connection, { config, route, logger });
  }

  /**
   * Looks for what is wrong with the application, before or after `attach`: what `carillon doctor` shows, and what is logged at boot.
   *
   * @returns Errors that `attach` would throw, and warnings. Empty when all is well.
   */
  inspect(): Finding[] {
    const { attached } = this.#lifecycle;
    return attached ? attached.wiring.warnings() : inspectApplication(this.#setup.wiringParts(this.route));
  }

  /**
   * The broadcasts of another namespace: `Socket.of("/admin").toRoom("ops").emit(...)`.
   *
   * @throws UsageError `E_BAD_NAMESPACE` for a name that does not begin with `/`.
   */
  of(namespace: string): Broadcaster<Contract> {
    checkNamespace(namespace);
    // Asked at once for its errors, and again at each broadcast: one of a pattern may be made anew meanwhile.
    this.#lifecycle.target(namespace);
    return new Broadcaster(() => this.#lifecycle.target(namespace));
  }

  /** See {@link Broadcaster.broadcast}. */
  readonly broadcast: Broadcaster<Contract>["broadcast"] = (...send) => this.#broadcaster.broadcast(...send);
  /** See {@link Broadcaster.emitTo}. */
  readonly emitTo: Broadcaster<Contract>["emitTo"] = (...send) => this.#broadcaster.emitTo(...send);
  /** See {@link Broadcaster.emit}. */
  readonly emit: Broadcaster<Contract>["emit"] = (...send) => this.#broadcaster.emit(...send);
  /** See {@link Broadcaster.toUser}. */
  readonly toUser: Broadcaster<Contract>["toUser"] = (id) => this.#broadcaster.toUser(id);
  /** See {@link Broadcaster.toRoom}. */
  readonly toRoom: Broadcaster<Contract>["toRoom"] = (room) => this.#broadcaster.toRoom(room);
  /** See {@link Broadcaster.to}. */
  readonly to: Broadcaster<Contract>["to"] = (room) => this.#broadcaster.to(room);
  /** See {@link Broadcaster.in}. */
  readonly in: Broadcaster<Contract>["in"] = (room) => this.#broadcaster.in(room);
  /** See {@link Broadcaster.fetchSockets}. */
  readonly fetchSockets: Broadcaster<Contract>["fetchSockets"] = () => this.#broadcaster.fetchSockets();
  /** See {@link Broadcaster.disconnectSockets}. */
  readonly disconnectSockets: Broadcaster<Contract>["disconnectSockets"] = (close) =>
    this.#broadcaster.disconnectSockets(close);
  /** See {@link Broadcaster.userRoom}. */
  readonly userRoom: Broadcaster<Contract>["userRoom"] = (id) => this.#broadcaster.userRoom(id);
  /** See {@link Broadcaster.isUserRoom}. */
  readonly isUserRoom: Broadcaster<Contract>["isUserRoom"] = (name) => this.#broadcaster.isUserRoom(name);
  /** See {@link Broadcaster.members}. */
  readonly members: Broadcaster<Contract>["members"] = (channel) => this.#broadcaster.members(channel);

  /** Lists, marks as read and prunes the notifications of users; made at the first use, with the configured store. */
  get notifications(): Notifications {
    return this.#notifier.notifications;
  }

  /** Stores a notification for each user and pushes it to their sockets; rejects with `NotifyError` where it failed for some. */
  readonly notify: Notifier["notify"] = (to, notification) => this.#notifier.notify(to, notification);

  /** Runs `work`: its broadcasts are sent when it resolves and dropped when it rejects. */
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
    checkRoom(pattern);
    return this.#lifecycle.required().wiring.recheckChannel(pattern);
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
  readonly updatePresence: Wiring["updatePresence"] = async (socket, channel, info) =>
    this.#lifecycle.required().wiring.updatePresence(socket, channel, info);

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

  #notifiedNamespaces(): Broadcaster[] {
    const names = [...this.route.notifiedNamespaces];
    if (names.length === 0) names.push("/");
    return names.map((name) => new Broadcaster(() => this.#lifecycle.target(name)));
  }

  #refuseAttached(advice: string): void {
    if (this.isAttached) throw new UsageError("E_ATTACHED", `Sockets are attached already; ${advice}`);
  }
}
