import type { Logger } from "@carillon/socket-scrub";
import type { Server } from "socket.io";

/** What `io.adapter(...)` takes: makes the adapter of a namespace. */
export type AdapterFactory = NonNullable<Parameters<Server["adapter"]>[0]>;

/** Makes any other adapter: `() => createAdapter(collection)`. */
export type CustomAdapter = (io: Server) => AdapterFactory | Promise<AdapterFactory>;

/** An adapter that is known by name. */
export type AdapterName = "memory" | "redis-streams" | "redis" | "redis-sharded" | "cluster" | "postgres";

/** How several nodes become one server. */
export interface ScaleConfig {
  /**
   * The adapter that connects the nodes. Default `"memory"`: one node.
   *
   * - `"redis-streams"`: survives outages of Redis and keeps state recovery. Needs `@socket.io/redis-streams-adapter`.
   * - `"redis-sharded"`: each node receives only what the rooms of its clients get; for many rooms and nodes. Needs Redis 7 or
   *   Valkey, and `@socket.io/redis-adapter`.
   * - `"redis"`: pub/sub; what is sent during an outage is lost. Needs `@socket.io/redis-adapter`.
   * - `"postgres"`: LISTEN and NOTIFY, without a Redis. Needs `@socket.io/postgres-adapter`.
   * - `"cluster"`: the workers of one `node:cluster`. Needs `@socket.io/cluster-adapter` and sticky sessions.
   * - a function that makes any other: `(io) => createAdapter(collection)`. Its outages are not reported.
   */
  readonly adapter?: AdapterName | CustomAdapter;
  /** Where Redis or PostgreSQL is: `"redis://127.0.0.1:6379"`. Needs the package `redis` or `pg`. */
  readonly url?: string;
  /** Instead of `url`: a connected client of node-redis or ioredis, what `connectRedis` returned, or a `Pool` of pg. It stays open. */
  readonly client?: object;
  /** Options of the adapter itself. */
  readonly options?: object;
}

/** What {@link scaleServer} takes. */
export interface ScaleOptions extends ScaleConfig {
  /** Hears of outages, and of messages that cannot be understood. Default: the console. */
  readonly logger?: Logger;
}

/** What an adapter is built on. */
export type Backend = "none" | "redis" | "postgres" | "cluster" | "custom";

/** What an adapter needs. */
export function backendOf({ adapter = "memory" }: ScaleConfig): Backend {
  if (typeof adapter === "function") return "custom";
  return backends[adapter];
}

const backends: Readonly<Record<AdapterName, Backend>> = {
  memory: "none",
  "redis-streams": "redis",
  redis: "redis",
  "redis-sharded": "redis",
  postgres: "postgres",
  cluster: "cluster",
};

/** The names of all adapters. */
export const adapterNames: readonly AdapterName[] = Object.keys(backends) as AdapterName[];
