import { UsageError } from "@carillon/socket-contract/server";
import { consoleLogger, scrubLogger } from "@carillon/socket-scrub";
import type { Namespace, Server } from "socket.io";
import { loadAdapter } from "./adapters/adapter-package.js";
import { connectPostgresAdapter } from "./adapters/postgres-adapter.js";
import { connectRedisAdapter } from "./adapters/redis-adapter.js";
import type { ConnectedAdapter, RedisAdapterName } from "./adapters/redis-adapter.js";
import { checkScale, targetOf } from "./check-scale.js";
import { holdHandshakes } from "./hold-handshakes.js";
import { LinkMonitor } from "./link-monitor.js";
import { redisOf } from "./redis/redis-connection.js";
import type { RedisConnection } from "./redis/redis-connection.js";
import type { AdapterFactory, ScaleOptions } from "./scale-options.js";

/** The connection between the nodes of one server. */
export interface Scale {
  /**
   * Resolves when the adapter is in place. Handshakes wait for it.
   *
   * @throws UsageError `E_REDIS_UNREACHABLE` or `E_POSTGRES_UNREACHABLE`, saying where it was looked for.
   */
  readonly ready: Promise<void>;
  /**
   * Reports when this node was cut off from the others and is back: what they sent meanwhile may be lost.
   *
   * Called once for each gap, as soon as the node is subscribed again. The adapters `"memory"`, `"cluster"` and those made by a
   * function have no gaps that can be seen.
   *
   * @param listener - Such as one that loads again what may have changed.
   * @returns A function that takes the listener away.
   */
  onGap(listener: () => void): () => void;
  /** Closes what was opened here; clients that were given stay open. */
  close(): Promise<void>;
}

/**
 * Connects a Socket.IO server to the other nodes.
 *
 * Handshakes wait until the adapter is in place. Clients of this node get a broadcast at once, also while Redis is away.
 *
 * @param io - A Socket.IO server, of any making.
 * @param options - Which adapter, and where the nodes meet; see {@link ScaleOptions}.
 * @throws UsageError `E_SCALE_ADAPTER`, `E_SCALE_ADDRESS` or `E_MISSING_PACKAGE`, saying what to write or install.
 * @example
 * ```ts
 * import { scaleServer } from "@carillon/socket-scale";
 * import { Server } from "socket.io";
 *
 * const io = new Server(3000);
 * const scale = scaleServer(io, { adapter: "redis-streams", url: "redis://127.0.0.1:6379" });
 * await scale.ready;
 * ```
 */
export function scaleServer(io: Server, options: ScaleOptions): Scale {
  checkScale(options);
  return new RunningScale(io, options);
}

class RunningScale implements Scale {
  readonly ready: Promise<void>;
  #links = new LinkMonitor();
  /** What the namespaces use: on a server that stays open nothing else closes them. */
  readonly #adapters: { close(): unknown }[] = [];
  /** The connection that was opened here. */
  #redis: RedisConnection | undefined;
  #connected: Promise<ConnectedAdapter> | undefined;

  constructor(io: Server, options: ScaleOptions) {
    const { adapter = "memory" } = options;
    if (adapter === "memory") {
      this.ready = Promise.resolve();
    } else if (adapter === "cluster") {
      io.adapter(loadAdapter(adapter)(options.options ?? {}));
      this.ready = Promise.resolve();
    } else {
      this.#connected = typeof adapter === "function" ? custom(io, adapter) : this.#connect(adapter, options);
      this.ready = this.#connected.then(({ factory }) => void io.adapter(this.#known(factory)));
      holdHandshakes(io, this.ready);
    }
  }

  onGap(listener: () => void): () => void {
    return this.#links.onGap(listener);
  }

  async close(): Promise<void> {
    // Ends a first attempt that still waits for Redis.
    const redisClosed = this.#redis?.close();
    // Without a client they would ask for one forever.
    for (const adapter of this.#adapters) void adapter.close();
    const connected = await this.#connected?.catch(() => undefined);
    await redisClosed;
    await connected?.close();
  }

  #connect(adapter: RedisAdapterName | "postgres", config: ScaleOptions): Promise<ConnectedAdapter> {
    const logger = scrubLogger(config.logger ?? consoleLogger);
    const parts = { create: loadAdapter(adapter), options: config.options ?? {}, logger };
    if (adapter === "postgres") {
      return connectPostgresAdapter(targetOf(config), { ...parts, links: this.#links });
    }
    const redis = redisOf(config);
    if (redis !== config.client) this.#redis = redis;
    this.#links = redis.links;
    return redis.ready.then(() =>
      connectRedisAdapter(adapter, redis.client, { ...parts, links: redis.links }),
    );
  }

  #known(factory: AdapterFactory): AdapterFactory {
    const create = factory as unknown as (namespace: Namespace) => { close(): unknown };
    const adapters = this.#adapters;
    // Socket.IO calls it with `new`.
    function createKnown(namespace: Namespace): object {
      const adapter = create(namespace);
      adapters.push(adapter);
      return adapter;
    }
    return createKnown as unknown as AdapterFactory;
  }
}

async function custom(
  io: Server,
  create: Extract<ScaleOptions["adapter"], (io: Server) => unknown>,
): Promise<ConnectedAdapter> {
  const factory: unknown = await create(io);
  if (typeof factory === "function") {
    return { factory: factory as AdapterFactory, close: () => Promise.resolve() };
  }
  throw new UsageError(
    "E_SCALE_ADAPTER",
    "scale.adapter as a function returns what io.adapter(...) takes: adapter: () => createAdapter(client).",
  );
}
