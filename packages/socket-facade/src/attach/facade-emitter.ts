import { createAuthenticator } from "@carillon/socket-auth";
import type { Authenticator } from "@carillon/socket-auth";
import { endsWithin, UsageError } from "@carillon/socket-contract/server";
import { attachRooms } from "@carillon/socket-rooms";
import type { Channels, Rooms } from "@carillon/socket-rooms";
import { Emitter, needsServer } from "@carillon/socket-scale";
import type { ScaleConfig } from "@carillon/socket-scale";
import type { Logger } from "@carillon/socket-scrub";
import type { BroadcastTarget } from "../broadcast/broadcast-target.js";
import type { Outbox } from "../broadcast/outbox.js";
import { checkConfig } from "../config/check-config.js";
import type { ResolvedSocketsConfig } from "../config/sockets-config.js";
import { openStores } from "./node-stores.js";
import type { NodeStores } from "./node-stores.js";
import { roomsOfTarget } from "./rooms-target.js";

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

/** What a {@link FacadeEmitter} is made of. */
export interface FacadeEmitterParts {
  readonly config: ResolvedSocketsConfig;
  readonly channels: Channels;
  readonly logger: Logger;
}

/** Broadcasts and revokes from a process without a server. */
export class FacadeEmitter {
  /** @throws UsageError `E_REDIS_UNREACHABLE` when Redis cannot be reached. */
  readonly ready: Promise<void>;
  readonly #parts: FacadeEmitterParts;
  readonly #stores: NodeStores;
  readonly #emitter: Emitter;
  readonly #targets = new Map<string, BroadcastTarget>();
  readonly #authenticator: Authenticator;
  readonly #rooms: Rooms[] = [];

  /** @throws UsageError `E_EMITTER_ADAPTER` for a connection that cannot reach other processes. */
  constructor(connection: EmitterConnection | undefined, parts: FacadeEmitterParts) {
    const { config, logger } = parts;
    this.#parts = parts;
    this.#stores = openStores(config, logger);
    try {
      this.#emitter = new Emitter({ ...scaleOf(connection, this.#stores.scale), logger });
    } catch (error) {
      void this.#stores.redis?.close();
      throw error;
    }
    this.#authenticator = createAuthenticator({ logger, ...this.#stores.auth }).attach(this.#emitter.io);
    this.ready = Promise.all([this.#emitter.ready, this.#stores.redis?.ready]).then(() => undefined);
  }

  /**
   * Where the broadcasts of a namespace go.
   *
   * @throws UsageError `E_EMITTER_NOT_READY` before it is connected.
   */
  target(namespace: string, outbox: Outbox): BroadcastTarget {
    this.#checkReady();
    const { name } = this.#emitter.io.of(namespace);
    let target = this.#targets.get(name);
    if (target === undefined) this.#targets.set(name, (target = this.#targetOf(name, outbox)));
    return target;
  }

  /** Ends sessions on every node. */
  revoke(target: Parameters<Authenticator["revoke"]>[0]): ReturnType<Authenticator["revoke"]> {
    this.#checkReady();
    return this.#authenticator.revoke(target);
  }

  /** Waits for what is under way, a second at most, and closes the connections that were made here. */
  async close(): Promise<void> {
    for (const rooms of this.#rooms) await endsWithin(rooms.close(), 1_000);
    await this.#authenticator.close();
    await this.#emitter.close();
    await this.#stores.redis?.close();
  }

  #checkReady(): void {
    if (this.#emitter.isReady) return;
    throw new UsageError(
      "E_EMITTER_NOT_READY",
      "The emitter is not connected yet: await Socket.connectEmitter(...) first.",
    );
  }

  #targetOf(name: string, outbox: Outbox): BroadcastTarget {
    const { config, channels, logger } = this.#parts;
    const namespace = this.#emitter.io.of(name);
    const stores = { ...config.rooms, ...this.#stores.rooms };
    // What this process keeps in its own memory, no node hands out.
    const history = stores.history ?? false;
    const rooms = attachRooms(namespace, { ...stores, history, channels, logger });
    this.#rooms.push(rooms);
    // The members that the nodes keep in their own memory are not known here.
    const knowsMembers = stores.presence !== undefined;
    return {
      namespace,
      rooms: roomsOfTarget(rooms, {
        ...(!knowsMembers && {
          members: () => Promise.reject(needsServer("members() without rooms.presence or redis")),
        }),
      }),
      outbox,
      sent: () => this.#emitter.sent(),
    };
  }
}

/** The connection that is meant: as it was given, or the configuration's. */
function scaleOf(given: EmitterConnection | undefined, configured: ScaleConfig): ScaleConfig {
  if (given === undefined) return { adapter: "redis-streams", ...configured };
  if ((given as unknown) !== null && isClient(given)) {
    const { adapter = "redis-streams", options = {} } = configured;
    return { adapter, options, client: given };
  }
  checkConfig({ scale: given });
  return { adapter: "redis-streams", ...given };
}

function isClient(given: EmitterConnection): given is { duplicate(): unknown } {
  return typeof (given as { duplicate?: unknown }).duplicate === "function";
}
