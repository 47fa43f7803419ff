import { checkOptions, checkPart, UsageError } from "@carillon/socket-contract/server";
import { consoleLogger, scrubLogger } from "@carillon/socket-scrub";
import type { Logger } from "@carillon/socket-scrub";
import type { PresenceSession, PresenceStore, PresenceWatcher } from "./presence-store.js";
import type { RedisClient } from "@carillon/socket-contract/server";
import { RedisPresenceSession } from "./redis-presence-session.js";

/** How presence is kept in Redis. */
export interface RedisPresenceOptions {
  /** Before all keys. Change it where several applications share one Redis. Default `"carillon"`. */
  readonly prefix?: string;
  /**
   * How long a node that died still counts as alive, in milliseconds; it says that it lives three times in that time.
   * Default 15,000.
   */
  readonly leaseMs?: number;
  /** Default: the console. */
  readonly logger?: Logger;
}

/**
 * Keeps presence in Redis: for several nodes.
 *
 * Each node has a lease. The members of a node that was killed are gone for all others when its lease ends. While
 * Redis is away, every node goes on with what it knows, and writes everything again when Redis is back.
 *
 * @example
 * ```ts
 * import { attachRooms, RedisPresenceStore } from "@carillon/socket-rooms";
 * import { createClient } from "redis";
 * import { Server } from "socket.io";
 *
 * const client = createClient({ url: "redis://127.0.0.1:6379" });
 * const presence = new RedisPresenceStore(client); // before connect: it listens to the client's errors
 * await client.connect();
 * attachRooms(new Server(3000), { presence });
 * ```
 */
export class RedisPresenceStore implements PresenceStore {
  readonly #client: RedisClient;
  readonly #options: Required<RedisPresenceOptions>;

  /**
   * @param client - node-redis or ioredis, connected by you. It is duplicated for the subscription.
   * @param options - See {@link RedisPresenceOptions}.
   * @throws UsageError `E_PRESENCE_LEASE` for a lease that is no positive number.
   */
  constructor(client: RedisClient, options: RedisPresenceOptions = {}) {
    checkPart(
      "RedisPresenceStore",
      client,
      ["sendCommand", "call"],
      "a connected client of redis or ioredis: new RedisPresenceStore(client)",
    );
    checkOptions("RedisPresenceStore", options, { prefix: "text", leaseMs: "any", logger: "logger" });
    const { prefix = "carillon", leaseMs = 15_000 } = options;
    const logger = scrubLogger(options.logger ?? consoleLogger);
    if (!(Number.isSafeInteger(leaseMs) && leaseMs > 0)) {
      throw new UsageError(
        "E_PRESENCE_LEASE",
        `presence.leaseMs is ${String(leaseMs)}; write milliseconds, for example 15000.`,
      );
    }
    this.#client = client;
    this.#options = { prefix, leaseMs, logger };
    client.on("error", (error) => {
      logger.debug({ event: "redis_client_error", err: error }, "The Redis client reported an error");
    });
  }

  open(watcher: PresenceWatcher): PresenceSession {
    return new RedisPresenceSession(this.#client, watcher, this.#options);
  }
}
