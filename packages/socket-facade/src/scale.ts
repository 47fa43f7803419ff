import { createRequire } from "node:module";
import type { Logger } from "@carillon/socket-scrub";
import type { Namespace, Server } from "socket.io";
import { lendClient } from "./adapter-client.js";
import type { AdapterClient } from "./adapter-client.js";
import { guardAdapter, noteOnce } from "./guarded-adapter.js";
import { deliverLocallyFirst } from "./local-first.js";
import { connectRedis, isRedisClient, watchRedis } from "./redis-connection.js";
import type { ConnectOptions, RedisConnection } from "./redis-connection.js";

/** Makes the adapter of a namespace. */
export type AdapterFactory = Parameters<Server["adapter"]>[0];

/** How several nodes become one server. */
export interface ScaleConfig {
  /**
   * The official adapter that connects the nodes. Default `"memory"`: one node.
   *
   * - `"redis-streams"`: recommended; survives outages of Redis and keeps state recovery. Needs
   *   `@socket.io/redis-streams-adapter`.
   * - `"redis"`: pub/sub; what is sent during an outage is lost. Needs `@socket.io/redis-adapter`.
   * - `"cluster"`: the workers of one `node:cluster`. Needs `@socket.io/cluster-adapter` and sticky sessions.
   */
  readonly adapter?: "memory" | "redis-streams" | "redis" | "cluster";
  /** Where Redis is: `"redis://127.0.0.1:6379"`. Needs `redis`. */
  readonly url?: string;
  /** A connected node-redis or ioredis client of your own, instead of `url`. */
  readonly client?: object;
  /** Options of the adapter itself. */
  readonly options?: object;
}

/** The connection between the nodes of one server. */
export interface Scale {
  /**
   * Resolves when the adapter is in place. Handshakes wait for it.
   *
   * @throws Error when Redis cannot be reached, saying where it was looked for.
   */
  readonly ready: Promise<void>;
  /** Closes what this layer opened. */
  close(): Promise<void>;
}

const packages: Readonly<Record<string, string>> = {
  "redis-streams": "@socket.io/redis-streams-adapter",
  redis: "@socket.io/redis-adapter",
  cluster: "@socket.io/cluster-adapter",
};

/**
 * Connects a server to the other nodes.
 *
 * @throws Error for a missing package, address or adapter, saying what to install or write.
 */
export function scaleServer(io: Server, config: ScaleConfig, logger: Logger): Scale {
  for (const key of ["url", "client"] as const) {
    if (config[key] === undefined || config.adapter !== undefined) continue;
    throw new TypeError(
      `scale.${key} needs scale.adapter: "redis-streams" or "redis"; without it there is one node.`,
    );
  }
  const { adapter: name = "memory", options = {} } = config;
  if (name === "memory") return { ready: Promise.resolve(), close: () => Promise.resolve() };
  const create = loadAdapter(name);
  if (name === "cluster") {
    io.adapter(create.createAdapter(options));
    return { ready: Promise.resolve(), close: () => Promise.resolve() };
  }

  const ended = new AbortController();
  const lent: AdapterClient[] = [];
  const adapters: Adapter[] = [];
  const ignore = noteOnce(logger);

  function install({ client, subscriber }: RedisConnection): void {
    const clients = [client, ...(subscriber ? [subscriber] : [])].map((each) => lendClient(each, { ignore }));
    lent.push(...clients);
    const made = guardAdapter(create.createAdapter(...clients.map((each) => each.client), options), ignore);
    const createAdapter = name === "redis" ? made : deliverLocallyFirst(made);
    io.adapter(function createKnown(namespace: Namespace) {
      const adapter = (createAdapter as unknown as (namespace: Namespace) => Adapter)(namespace);
      adapters.push(adapter);
      return adapter;
    } as unknown as AdapterFactory);
  }

  const connection = connectToRedis(config, name, {
    needsSubscriber: name === "redis",
    logger,
    signal: ended.signal,
  });
  const ready = connection.then(install);
  holdHandshakes(io, ready);
  return {
    ready,
    async close() {
      ended.abort(new Error("Sockets were closed."));
      // On a server that stays open nobody else closes them, and without a client they would ask for one forever.
      for (const adapter of adapters) void adapter.close();
      const connected = await connection.catch(() => undefined);
      await connected?.close();
      for (const each of lent) each.endDuplicates();
    },
  };
}

interface Adapter {
  close(): unknown;
}

/** What the packages of the adapters export. */
export interface CreateAdapter {
  readonly createAdapter: (...args: unknown[]) => AdapterFactory;
}

/** @throws Error for a package that is not installed, saying how to install it. */
export function loadAdapter(name: string): CreateAdapter {
  return load(packages[name] ?? "", name) as CreateAdapter;
}

/**
 * Connects to the Redis of a configuration.
 *
 * @throws Error for a missing address, and when Redis cannot be reached.
 */
export async function connectToRedis(
  config: ScaleConfig,
  name: string,
  { needsSubscriber, logger, signal }: ConnectOptions,
): Promise<RedisConnection> {
  if (config.client !== undefined) {
    if (!isRedisClient(config.client)) {
      throw new TypeError(
        "scale.client is a connected client of redis or ioredis; or write scale.url instead.",
      );
    }
    return watchRedis(config.client, needsSubscriber, logger);
  }
  if (config.url === undefined) {
    throw new Error(
      `scale.adapter "${name}" needs scale.url, such as "redis://127.0.0.1:6379", or scale.client.`,
    );
  }
  const redis = load("redis", name) as Parameters<typeof connectRedis>[0];
  return connectRedis(redis, config.url, { needsSubscriber, logger, signal });
}

/** A socket keeps the adapter that it was made with, so none may be made before the adapter is there. */
function holdHandshakes(io: Server, ready: Promise<void>): void {
  const engine = (io as Partial<Server>).engine;
  let isReady = false;
  ready.then(
    () => (isReady = true),
    () => undefined,
  );
  engine?.use((_request: unknown, _response: unknown, next: (error?: Error) => void) => {
    if (isReady) next();
    else ready.then(() => next(), next);
  });
}

function load(name: string, adapter: string): unknown {
  try {
    return createRequire(import.meta.url)(name);
  } catch (error) {
    throw new Error(`scale.adapter "${adapter}" needs the package ${name}: npm install ${name}`, {
      cause: error,
    });
  }
}
