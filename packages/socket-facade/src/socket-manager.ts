import { scrubLogger } from "@carillon/socket-auth";
import type { Authenticator, Guard, GuardFunction } from "@carillon/socket-auth";
import { consoleLogger } from "@carillon/socket-scrub";
import type { PresenceInfo } from "@carillon/socket-contract";
import type { Logger } from "@carillon/socket-scrub";
import type { DrainOptions, RouterOptions } from "@carillon/socket-router";
import type { Server, Socket as Connection } from "socket.io";
import { attachServer } from "./attached-server.js";
import type { AttachedServer } from "./attached-server.js";
import { NamespaceBroadcaster } from "./broadcaster.js";
import type { BroadcastTarget } from "./broadcaster.js";
import { checkConfig } from "./check-config.js";
import { Emitter } from "./emitter.js";
import type { EmitterConnection } from "./emitter.js";
import { routerOptions } from "./layer.js";
import type { ConnectionStep } from "./layer.js";
import { Notifier } from "./notifier.js";
import { Outbox } from "./outbox.js";
import { RealtimeRoutes } from "./realtime-routes.js";
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
  #emitter: Emitter | undefined;
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
    // The router keeps what an earlier attach gave it.
    const forgotten = Object.keys(routerOptions(this.#resolved)).map((key) => [key, undefined]);
    if (forgotten.length > 0) this.route.configure(Object.fromEntries(forgotten) as RouterOptions);
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
    this.#refuseTwice();
    if (this.#given.has(target as object)) {
      throw new Error("This Socket.IO server had the layer before and keeps it; attach to a new Server.");
    }
    const attached = attachServer(target, {
      config: this.#resolved,
      route: this.route,
      guards: this.#guards,
      steps: this.#steps,
      logger: this.#logger,
    });
    if (!attached.isOurs) this.#given.add(attached.io);
    this.#attached = attached;
    this.#drained = undefined;
    return attached.io;
  }

  /**
   * Resolves when the server can take connections: at once, or when the adapter of `scale` is in place.
   *
   * @throws Error before `attach`, and when Redis cannot be reached, saying where it was looked for.
   */
  async ready(): Promise<void> {
    const attached = this.#required();
    attached.isReadyAsked = true;
    await attached.ready;
  }

  /**
   * The Socket.IO server.
   *
   * @throws Error before `attach`.
   */
  io(): Server {
    return this.#required().io;
  }

  /**
   * Connects a process that has no server, such as a queue worker, so that it broadcasts by the same calls; `close()` at the
   * end. See {@link EmitterConnection}.
   *
   * @param connection - A connected Redis client, or as `scale` in the configuration. Default: the configuration's.
   * @throws TypeError for one that cannot reach other processes.
   * @throws Error when Redis cannot be reached, saying where it was looked for.
   */
  async connectEmitter(connection?: EmitterConnection): Promise<void> {
    this.#refuseTwice();
    const config = this.#resolved;
    const { channels } = this.route;
    const emitter = new Emitter(connection, { config, channels, logger: this.#logger });
    this.#emitter = emitter;
    await emitter.ready.catch((error: unknown) => {
      this.#emitter = undefined;
      throw error;
    });
  }

  /** The broadcasts of another namespace: `Socket.of("/admin").toRoom("ops").emit(...)`. */
  override of(namespace: string): NamespaceBroadcaster {
    return new NamespaceBroadcaster((this.#emitter ?? this.#required()).target(namespace, this.#outbox));
  }

  /**
   * Runs a piece of work whose broadcasts wait: they are sent when it resolves and dropped when it rejects.
   *
   * @param work - Such as a database transaction.
   * @returns What it returned.
   * @throws What it threw, or what a broadcast with `throwOnError()` failed with: an AggregateError where several did. The
   * work is done by then and everything else was sent.
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
    return (this.#emitter ?? this.#required().layer.authenticator).revoke(target);
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
   */
  drain(options?: DrainOptions): Promise<void> {
    if (this.#drained) return this.#drained;
    const attached = this.#attached;
    if (attached === undefined) return this.close();
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
    const emitter = this.#emitter;
    this.#emitter = undefined;
    await emitter?.close();
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
    return (this.#emitter ?? this.#required()).target("/", this.#outbox);
  }

  #refuseTwice(): void {
    if (!this.#attached && !this.#emitter) return;
    throw new Error(
      "Sockets are attached already; createRealtime() makes a second layer for a second server.",
    );
  }

  #required(): AttachedServer {
    if (this.#attached) return this.#attached;
    if (this.#emitter)
      throw new Error("This needs a server, and this process has none: it is connected by connectEmitter.");
    throw new Error("Sockets are not attached yet: call Socket.attach(server) first.");
  }
}
