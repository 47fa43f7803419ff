import { createAuthenticator } from "@carillon/socket-auth";
import type { Authenticator } from "@carillon/socket-auth";
import type { Logger } from "@carillon/socket-scrub";
import { attachRooms } from "@carillon/socket-rooms";
import type { Channels, Rooms } from "@carillon/socket-rooms";
import { Server } from "socket.io";
import { roomsWith } from "./broadcaster.js";
import type { BroadcastTarget } from "./broadcaster.js";
import { checkConfig } from "./check-config.js";
import { MuteClient, muteAdapter, needsServer } from "./mute-adapter.js";
import type { Outbox } from "./outbox.js";
import { isRedisClient } from "./redis-connection.js";
import type { RedisConnection } from "./redis-connection.js";
import { connectToRedis, loadAdapter } from "./scale.js";
import type { ScaleConfig } from "./scale.js";
import type { ResolvedSocketsConfig } from "./sockets-config.js";
import { endsWithin } from "@carillon/socket-contract/server";

/**
 * How a process without a server reaches the nodes: as `scale` of their configuration says, or by a connected client of
 * node-redis or ioredis.
 *
 * `broadcast`, `emitTo`, `toUser`, `toRoom`, `to`, `emit`, `of`, `afterCommit` and `revoke` work from there, and resolve when
 * Redis has the event. What a channel with history sends is kept where the process has the same channels and
 * `rooms.history` as the nodes, and `members` works with their `rooms.presence`. What asks clients, or knows their sockets,
 * needs a server and says so.
 *
 * @example
 * ```ts
 * import { Socket } from "@carillon/socket-facade";
 *
 * await Socket.connectEmitter({ adapter: "redis-streams", url: "redis://127.0.0.1:6379" });
 * await Socket.toUser(42).emit("report:ready", { id: 7 });
 * await Socket.close();
 * ```
 */
export type EmitterConnection = ScaleConfig | { duplicate(): unknown };

/** What an {@link Emitter} is made of. */
export interface EmitterParts {
  readonly config: ResolvedSocketsConfig;
  readonly channels: Channels;
  readonly logger: Logger;
}

/**
 * Broadcasts from a process without a server.
 *
 * It is the nodes' own adapter, on a server that nobody can connect to and that hears nothing: so it speaks exactly as the
 * nodes do, whatever version of the adapter they have.
 */
export class Emitter {
  /** @throws Error when Redis cannot be reached. */
  readonly ready: Promise<void>;
  readonly #parts: EmitterParts;
  readonly #io = new Server();
  readonly #ended = new AbortController();
  readonly #connection: Promise<RedisConnection>;
  readonly #targets = new Map<string, BroadcastTarget>();
  readonly #authenticator: Authenticator;
  readonly #rooms: Rooms[] = [];
  #client: MuteClient | undefined;

  /** @throws TypeError for a connection that cannot reach other processes. */
  constructor(connection: EmitterConnection | undefined, parts: EmitterParts) {
    const { logger } = parts;
    const scale = scaleOf(connection, parts.config.scale);
    this.#parts = parts;
    this.#authenticator = createAuthenticator({ logger }).attach(this.#io);
    const name = scale.adapter ?? "redis-streams";
    const { signal } = this.#ended;
    this.#connection = connectToRedis(scale, name, { needsSubscriber: false, logger, signal });
    this.ready = this.#connection.then(({ client }) => {
      this.#client = new MuteClient(client);
      this.#io.adapter(muteAdapter(loadAdapter(name), name, this.#client, scale.options));
    });
  }

  /**
   * Where the broadcasts of a namespace go.
   *
   * @throws Error before it is connected.
   */
  target(namespace: string, outbox: Outbox): BroadcastTarget {
    const client = this.#connected();
    const { name } = this.#io.of(namespace);
    let target = this.#targets.get(name);
    if (target === undefined) this.#targets.set(name, (target = this.#targetOf(name, client, outbox)));
    return target;
  }

  /** Ends sessions on every node. */
  revoke(target: Parameters<Authenticator["revoke"]>[0]): number {
    this.#connected();
    return this.#authenticator.revoke(target);
  }

  /** Waits for what is under way, a second at most, and closes the connection if it was made here. */
  async close(): Promise<void> {
    this.#ended.abort(new Error("Sockets were closed."));
    const connection = await this.#connection.catch(() => undefined);
    await this.#client?.sent(1_000).catch(() => undefined);
    for (const rooms of this.#rooms) await endsWithin(rooms.close(), 1_000);
    for (const namespace of this.#io._nsps.values()) void namespace.adapter.close();
    await connection?.close();
  }

  #connected(): MuteClient {
    if (this.#client) return this.#client;
    throw new Error("The emitter is not connected yet: await Socket.connectEmitter(...) first.");
  }

  #targetOf(name: string, client: MuteClient, outbox: Outbox): BroadcastTarget {
    const { config, channels, logger } = this.#parts;
    const namespace = this.#io.of(name);
    const rooms = attachRooms(namespace, {
      ...config.rooms,
      // What this process keeps in its own memory, no node hands out.
      history: config.rooms.history ?? false,
      channels,
      logger,
    });
    this.#rooms.push(rooms);
    // The members that nodes keep in their own memory are not known here.
    const knowsMembers = config.rooms.presence !== undefined;
    return {
      namespace,
      rooms: roomsWith(rooms, {
        ...(!knowsMembers && {
          members: () => Promise.reject(needsServer("members() without rooms.presence")),
        }),
      }),
      outbox,
      sent: () => client.sent(),
    };
  }
}

/**
 * The connection that is meant.
 *
 * @throws TypeError for one that cannot reach other processes, saying what can.
 */
function scaleOf(given: EmitterConnection | undefined, configured: ScaleConfig | undefined): ScaleConfig {
  const isClient = given !== undefined && isRedisClient(given);
  if (given !== undefined && !isClient) checkConfig({ scale: given });
  const scale: ScaleConfig = isClient
    ? { adapter: "redis-streams", ...configured, client: given }
    : ((given as ScaleConfig | undefined) ?? configured ?? {});
  const { adapter = "redis-streams" } = scale;
  if (adapter === "redis-streams" || adapter === "redis") return { ...scale, adapter };
  throw new TypeError(
    `connectEmitter: the adapter "${adapter}" reaches no other process; use "redis-streams" or "redis" on every node and here.`,
  );
}
