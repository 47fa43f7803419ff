import { scrubLogger } from "@carillon/socket-auth";
import type { Authenticator, Guard, GuardFunction } from "@carillon/socket-auth";
import { consoleLogger } from "@carillon/socket-contract";
import type { Logger, PresenceInfo } from "@carillon/socket-contract";
import type { DrainOptions } from "@carillon/socket-router";
import type { Server, Socket as Connection } from "socket.io";
import { AttachedServer } from "./attached-server.js";
import { NamespaceBroadcaster } from "./broadcaster.js";
import type { BroadcastTarget } from "./broadcaster.js";
import { checkConfig } from "./check-config.js";
import { Layer } from "./layer.js";
import type { ConnectionStep } from "./layer.js";
import { Notifier } from "./notifier.js";
import { Outbox } from "./outbox.js";
import { RealtimeRoutes } from "./realtime-routes.js";
import { scaleServer } from "./scale.js";
import { defaultMaxBufferedBytes, dropSlowConsumers } from "./slow-consumers.js";
import { socketServerOf, unreachableServer } from "./socket-server.js";
import type { AttachTarget } from "./socket-server.js";
import { resolveConfig } from "./sockets-config.js";
import type { ResolvedSocketsConfig, SocketsConfig } from "./sockets-config.js";

/**
 * One realtime layer: its routes, guards, middleware, configuration and server.
 *
 * The facades `Route` and `Socket` speak to the current one; `createRealtime` makes more of them side by side.
 *
 * @see The seed document, "Testing".
 */
export class SocketManager extends Notifier {
  /** Where routes are registered. */
  override readonly route: RealtimeRoutes = new RealtimeRoutes(() => this.notifications);
  readonly #guards = new Map<string, Guard | GuardFunction>();
  readonly #steps: ConnectionStep[] = [];
  readonly #outbox: Outbox = new Outbox(() => this.#logger);
  #resolved: ResolvedSocketsConfig = resolveConfig({});
  #logger: Logger = scrubLogger(consoleLogger);
  #attached: AttachedServer | undefined;
  /** What is being closed: a second `close` waits for the first. */
  #closing: AttachedServer | undefined;
  #drained: Promise<void> | undefined;
  /** Servers of the application's that have had this layer: they keep what was put on them. */
  readonly #given = new WeakSet<object>();

  /**
   * @param config - See {@link SocketsConfig}; {@link SocketManager.configure} can add to it.
   * @throws TypeError for a wrong configuration, naming the key.
   */
  constructor(config?: SocketsConfig) {
    super();
    if (config) this.configure(config);
  }

  /** The configuration, defaults filled in. */
  override get config(): ResolvedSocketsConfig {
    return this.#resolved;
  }

  /** The logger of the configuration, scrubbed. */
  override get logger(): Logger {
    return this.#logger;
  }

  /** Whether {@link SocketManager.attach} was called. */
  get isAttached(): boolean {
    return this.#attached !== undefined;
  }

  /**
   * Replaces the configuration.
   *
   * @param config - See {@link SocketsConfig}. Keys that are left out have their defaults.
   * @throws TypeError for an unknown key or a wrong value, naming it and the key that was probably meant.
   * @throws Error after `attach`.
   */
  configure(config: SocketsConfig): this {
    checkConfig(config);
    if (this.#attached)
      throw new Error("Sockets are attached already; configure them before Socket.attach(server).");
    this.#resolved = resolveConfig(config);
    this.#logger = scrubLogger(config.logger ?? consoleLogger);
    return this;
  }

  /**
   * Names a guard for `auth:<name>`.
   *
   * @param name - As in `auth: { guard: "api" }`.
   * @param guard - Recognises a user by credentials; see `Guard`.
   */
  guard(name: string, guard: Guard | GuardFunction): this {
    this.#guards.set(name, guard);
    this.#attached?.layer.authenticator.guard(name, guard);
    return this;
  }

  /**
   * Adds a middleware that runs once for each handshake, in order of declaration.
   *
   * @param step - `(socket, next) => ...`, or `"auth:socket"` for the configured guard, or `"auth:<guard>"`.
   * @throws TypeError for anything else.
   * @throws Error after `attach`: connections may be open that it never saw.
   */
  use(step: ConnectionStep): this {
    if (typeof step !== "function" && !(typeof step === "string" && /^auth:./.test(step))) {
      throw new TypeError('Socket.use takes (socket, next) => ..., "auth:socket" or "auth:<guard>".');
    }
    if (this.#attached) {
      throw new Error("Sockets are attached already: call Socket.use(...) before Socket.attach(server).");
    }
    this.#steps.push(step);
    return this;
  }

  /**
   * Starts the layer on a server.
   *
   * @param target - An http, https or http2 server, a Socket.IO `Server` of your own, or a port; before or after `listen`.
   * @returns The Socket.IO server; with `enabled: false` one that nobody can reach.
   * @throws Error when it is attached already, and when a route, a guard or a middleware is not known.
   */
  attach(target: AttachTarget): Server {
    if (this.#attached)
      throw new Error(
        "Sockets are attached already; createRealtime() makes a second layer for a second server.",
      );
    if (this.#given.has(target as object)) {
      throw new Error("This Socket.IO server had the layer before and keeps it; attach to a new Server.");
    }
    const config = this.#resolved;
    const layer = new Layer({
      config,
      route: this.route,
      guards: this.#guards,
      steps: this.#steps,
      logger: this.#logger,
    });
    const { io, release } = config.enabled ? socketServerOf(target, config) : unreachableServer();
    const isOurs = io !== target;
    const scale = scaleServer(io, config.enabled ? (config.scale ?? {}) : {}, this.#logger);
    this.#dropSlowConsumers(io, isOurs);
    layer.install(io);
    if (!isOurs) this.#given.add(io);
    const attached = new AttachedServer({ io, layer, scale, isOurs, release, logger: this.#logger });
    this.#attached = attached;
    this.#drained = undefined;
    scale.ready.catch((error: unknown) => {
      // Whoever asks for ready() deals with it; a server that never will be ready must not look as if it were.
      if (!attached.isReadyAsked) throw error;
    });
    return io;
  }

  /**
   * Resolves when the server can take connections: at once, or when the adapter of `scale` is in place.
   *
   * @throws Error before `attach`, and when Redis cannot be reached, saying where it was looked for.
   */
  async ready(): Promise<void> {
    const attached = this.#required();
    attached.isReadyAsked = true;
    await attached.scale.ready;
  }

  /**
   * The Socket.IO server.
   *
   * @throws Error before `attach`.
   */
  io(): Server {
    return this.#required().io;
  }

  /** The broadcasts of another namespace: `Socket.of("/admin").toRoom("ops").emit(...)`. */
  override of(namespace: string): NamespaceBroadcaster {
    const { io, layer } = this.#required();
    const target = io.of(namespace);
    const rooms = layer.roomsOf(target.name) ?? { ...layer.mainRooms, hasHistory: () => false };
    return new NamespaceBroadcaster({ namespace: target, rooms, outbox: this.#outbox });
  }

  /**
   * Runs a piece of work whose broadcasts wait: they are sent when it resolves and dropped when it rejects.
   *
   * @param work - Such as a database transaction.
   * @returns What it returned.
   * @throws What it threw.
   * @example
   * ```ts
   * import { Socket } from "@carillon/socket-facade";
   *
   * declare const database: { transaction(work: () => Promise<void>): Promise<void> };
   *
   * await Socket.afterCommit(() =>
   *   database.transaction(async () => {
   *     await Socket.broadcast("orders.123", "order:updated", { id: 123 });
   *   }),
   * );
   * ```
   */
  afterCommit<Value>(work: () => Promise<Value> | Value): Promise<Value> {
    return this.#outbox.afterCommit(work);
  }

  /**
   * Asks a channel's rule again for everybody in it, and puts out who lost the right, on every node.
   *
   * @param pattern - A defined pattern, or one channel's whole name.
   * @returns How many connections of this node were put out.
   * @throws TypeError when no channel is meant by it.
   */
  async recheckChannel(pattern: string): Promise<number> {
    let evicted = 0;
    for (const rooms of this.#required().layer.allRooms()) evicted += await rooms.recheckChannel(pattern);
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
    const { layer } = this.#required();
    await (layer.roomsOf(socket.nsp.name) ?? layer.mainRooms).updatePresence(socket, channel, info);
  }

  /** Ends sessions on every node: of a user, or one of them. */
  revoke(target: Parameters<Authenticator["revoke"]>[0]): ReturnType<Authenticator["revoke"]> {
    return this.#required().layer.authenticator.revoke(target);
  }

  /** Whether {@link SocketManager.drain} was called: what a health check tells the load balancer. */
  get isDraining(): boolean {
    return this.#drained !== undefined;
  }

  /**
   * Ends the service in good order, as on SIGTERM: lets every client go once it is answered, then closes; see `DrainOptions`.
   * A Socket.IO server of your own stays open and refuses connections: close it yourself.
   *
   * @param options - Pace and deadline; see `DrainOptions`.
   * @returns Resolves when all is closed, seconds after the deadline at the latest; it does not reject. A second call gets
   * the same promise. Before `attach` there is nothing to end.
   * @throws TypeError for an option that cannot be used.
   * @example
   * ```ts
   * import { Socket } from "@carillon/socket-facade";
   *
   * process.once("SIGTERM", () => void Socket.drain().then(() => process.exit(0)));
   * ```
   * @see Phoenix, "Phoenix.Socket", option `drainer`.
   */
  drain(options?: DrainOptions): Promise<void> {
    if (this.#drained) return this.#drained;
    const attached = this.#attached;
    if (attached === undefined) return Promise.resolve();
    const gone = attached.drain(options);
    this.#drained = gone.then(() => this.#end(attached, "soon"));
    return this.#drained;
  }

  /**
   * Closes a server that `attach` created, at once; one that was given stays open. The orderly way is `drain`.
   *
   * Afterwards the manager can be configured and attached anew, to the same HTTP server or another. A Socket.IO server of
   * your own keeps the layer that it had.
   */
  async close(): Promise<void> {
    const attached = this.#attached ?? this.#closing;
    if (attached) await this.#end(attached, "in good order");
  }

  async #end(attached: AttachedServer, how: "soon" | "in good order"): Promise<void> {
    if (this.#attached === attached) {
      this.#attached = undefined;
      this.#closing = attached;
      this.route.detach();
    }
    await (how === "soon" ? attached.closeSoon() : attached.close());
    if (this.#closing === attached) this.#closing = undefined;
  }

  protected override target(): BroadcastTarget {
    const { io, layer } = this.#required();
    return { namespace: io, rooms: layer.mainRooms, outbox: this.#outbox };
  }

  #dropSlowConsumers(io: Server, isOurs: boolean): void {
    const { enabled, maxBufferedBytes = isOurs ? defaultMaxBufferedBytes : Infinity } = this.#resolved;
    if (enabled && Number.isFinite(maxBufferedBytes)) dropSlowConsumers(io, maxBufferedBytes, this.#logger);
  }

  #required(): AttachedServer {
    if (this.#attached) return this.#attached;
    throw new Error("Sockets are not attached yet: call Socket.attach(server) first.");
  }
}
