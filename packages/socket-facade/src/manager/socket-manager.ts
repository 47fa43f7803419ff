import type { Authenticator, Guard, GuardFunction } from "@carillon/socket-auth";
import type { ContractDefinition, RegisteredContract } from "@carillon/socket-contract";
import { checkFunction, UsageError } from "@carillon/socket-contract/server";
import type { Notifications } from "@carillon/socket-notifications";
import type { DrainOptions } from "@carillon/socket-router";
import type { Logger } from "@carillon/socket-scrub";
import type { Server } from "socket.io";
import type { EmitterConnection } from "../attach/facade-emitter.js";
import { checkConfig } from "../config/check-config.js";
import type { AttachTarget } from "../attach/socket-server.js";
import { checkConnectionStep, resetRouterOptions } from "../attach/wiring.js";
import type { ConnectionStep, Wiring } from "../attach/wiring.js";
import { Broadcaster } from "../broadcast/broadcaster.js";
import { checkNamespace, checkRoom } from "../broadcast/broadcast-target.js";
import type { Notifier } from "../broadcast/notifier.js";
import type { ResolvedSocketsConfig, SocketsConfig } from "../config/sockets-config.js";
import type { Finding } from "../inspect/findings.js";
import { inspectApplication } from "../inspect/inspect-application.js";
import type { RealtimeRoutes } from "../routes/realtime-routes.js";
import { ManagerParts } from "./manager-parts.js";
import { scopedManager } from "./scoped-manager.js";

/**
 * One realtime layer: its routes, guards, middleware, configuration and server.
 *
 * The facades `Route` and `Socket` speak to the current one; `createRealtime` makes more of them side by side.
 *
 * @see The seed document, "Testing".
 */
export class SocketManager<Contract extends ContractDefinition = RegisteredContract> {
  readonly #own = new ManagerParts<Contract>();
  /** Where routes are registered. */
  readonly route: RealtimeRoutes<Contract> = this.#own.route;

  /**
   * @param config - See {@link SocketsConfig}; {@link SocketManager.configure} can add to it.
   * @throws UsageError for a wrong configuration, naming the key.
   */
  constructor(config?: SocketsConfig) {
    if (config) this.configure(config);
  }

  /** While a test runs this layer, those of the test's manager: handlers that close over this one speak to the test's server. */
  get #parts(): ManagerParts<Contract> {
    return (scopedManager<SocketManager<Contract>>(this) ?? this).#own;
  }

  /** The configuration, defaults filled in. */
  get config(): ResolvedSocketsConfig {
    return this.#parts.setup.config;
  }

  /** The logger of the configuration, scrubbed. */
  get logger(): Logger {
    return this.#parts.setup.logger;
  }

  /** Whether {@link SocketManager.attach} was called. */
  get isAttached(): boolean {
    return this.#parts.lifecycle.attached !== undefined;
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
    this.#own.setup.configure(config);
    return this;
  }

  /**
   * Names a guard for `auth:<name>`.
   *
   * @param name - As in `auth: { guard: "api" }`.
   * @param guard - Recognises a user by credentials; see `Guard`.
   */
  guard(name: string, guard: Guard | GuardFunction): this {
    this.#own.setup.addGuard(name, guard);
    this.#parts.lifecycle.attached?.wiring.authenticator.guard(name, guard);
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
    this.#own.setup.addStep(step);
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
    const copy = new SocketManager<Contract>(this.#own.setup.configWith(config));
    copy.route.copyRoutes(this.route);
    copy.#own.setup.copyFrom(this.#own.setup);
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
    const { lifecycle, setup, route } = this.#parts;
    return lifecycle.attach(target, setup.wiringParts(route));
  }

  /**
   * Resolves when the server can take connections: it listens, where a port was given, and the adapter of `scale` is in place.
   *
   * @throws UsageError `E_NOT_ATTACHED` before `attach`, `E_PORT_IN_USE`, and `E_REDIS_UNREACHABLE`, saying where it was looked for.
   */
  ready(): Promise<void> {
    return this.#parts.lifecycle.ready();
  }

  /**
   * The Socket.IO server.
   *
   * @throws UsageError `E_NOT_ATTACHED` before `attach`.
   */
  io(): Server {
    return this.#parts.lifecycle.required().io;
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
    const { lifecycle, setup, route } = this.#parts;
    return lifecycle.connectEmitter(connection, { config: setup.config, logger: setup.logger, route });
  }

  /**
   * Looks for what is wrong with the application, before or after `attach`: what `carillon doctor` shows, and what is logged at boot.
   *
   * @returns Errors that `attach` would throw, and warnings. Empty when all is well.
   */
  inspect(): Finding[] {
    const { lifecycle, setup, route } = this.#parts;
    return lifecycle.attached?.wiring.warnings() ?? inspectApplication(setup.wiringParts(route));
  }

  /**
   * The broadcasts of another namespace: `Socket.of("/admin").toRoom("ops").emit(...)`.
   *
   * @throws UsageError `E_BAD_NAMESPACE` for a name that does not begin with `/`.
   */
  of(namespace: string): Broadcaster<Contract> {
    checkNamespace(namespace);
    // Asked at once for its errors, and again at each broadcast: one of a pattern may be made anew meanwhile.
    this.#parts.lifecycle.target(namespace);
    return new Broadcaster(() => this.#parts.lifecycle.target(namespace));
  }

  /** See {@link Broadcaster.broadcast}. */
  readonly broadcast: Broadcaster<Contract>["broadcast"] = (...send) =>
    this.#parts.broadcaster.broadcast(...send);
  /** See {@link Broadcaster.emitTo}. */
  readonly emitTo: Broadcaster<Contract>["emitTo"] = (...send) => this.#parts.broadcaster.emitTo(...send);
  /** See {@link Broadcaster.emit}. */
  readonly emit: Broadcaster<Contract>["emit"] = (...send) => this.#parts.broadcaster.emit(...send);
  /** See {@link Broadcaster.toUser}. */
  readonly toUser: Broadcaster<Contract>["toUser"] = (id) => this.#parts.broadcaster.toUser(id);
  /** See {@link Broadcaster.toRoom}. */
  readonly toRoom: Broadcaster<Contract>["toRoom"] = (room) => this.#parts.broadcaster.toRoom(room);
  /** See {@link Broadcaster.to}. */
  readonly to: Broadcaster<Contract>["to"] = (room) => this.#parts.broadcaster.to(room);
  /** See {@link Broadcaster.in}. */
  readonly in: Broadcaster<Contract>["in"] = (room) => this.#parts.broadcaster.in(room);
  /** See {@link Broadcaster.fetchSockets}. */
  readonly fetchSockets: Broadcaster<Contract>["fetchSockets"] = () => this.#parts.broadcaster.fetchSockets();
  /** See {@link Broadcaster.disconnectSockets}. */
  readonly disconnectSockets: Broadcaster<Contract>["disconnectSockets"] = (close) =>
    this.#parts.broadcaster.disconnectSockets(close);
  /** See {@link Broadcaster.userRoom}. */
  readonly userRoom: Broadcaster<Contract>["userRoom"] = (id) => this.#parts.broadcaster.userRoom(id);
  /** See {@link Broadcaster.isUserRoom}. */
  readonly isUserRoom: Broadcaster<Contract>["isUserRoom"] = (name) =>
    this.#parts.broadcaster.isUserRoom(name);
  /** See {@link Broadcaster.members}. */
  readonly members: Broadcaster<Contract>["members"] = (channel) => this.#parts.broadcaster.members(channel);

  /** Lists, marks as read and prunes the notifications of users; made at the first use, with the configured store. */
  get notifications(): Notifications {
    return this.#parts.notifier.notifications;
  }

  /** Stores a notification for each user and pushes it to their sockets; rejects with `NotifyError` where it failed for some. */
  readonly notify: Notifier["notify"] = (to, notification) => this.#parts.notifier.notify(to, notification);

  /** Runs `work`: its broadcasts are sent when it resolves and dropped when it rejects. */
  afterCommit<Value>(work: () => Promise<Value> | Value): Promise<Value> {
    checkFunction("Socket.afterCommit", work, "Socket.afterCommit(async () => { ... })");
    return this.#parts.outbox.afterCommit(work);
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
    return this.#parts.lifecycle.required().wiring.recheckChannel(pattern);
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
    this.#parts.lifecycle.required().wiring.updatePresence(socket, channel, info);

  /** Ends sessions on every node: of a user, or one of them. */
  revoke(target: Parameters<Authenticator["revoke"]>[0]): ReturnType<Authenticator["revoke"]> {
    return this.#parts.lifecycle.revoker.revoke(target);
  }

  /** Whether {@link SocketManager.drain} was called: what a health check tells the load balancer. */
  get isDraining(): boolean {
    return this.#parts.lifecycle.isDraining;
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
    return this.#parts.lifecycle.drain(options);
  }

  /**
   * Closes a server that `attach` created, at once; one that was given stays open. For a graceful shutdown, use `drain`.
   *
   * Afterwards the manager can be configured and attached anew, to the same HTTP server or another: between two tests, for
   * example. Routes, guards and middleware stay. A Socket.IO server of your own keeps the layer that it had.
   */
  close(): Promise<void> {
    return this.#parts.lifecycle.close();
  }

  #refuseAttached(advice: string): void {
    if (this.isAttached) throw new UsageError("E_ATTACHED", `Sockets are attached already; ${advice}`);
  }
}
