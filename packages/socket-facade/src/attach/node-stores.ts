import { RedisRevocationStore } from "@carillon/socket-auth";
import { connectRedis } from "@carillon/socket-scale";
import type { RedisConnection, ScaleConfig } from "@carillon/socket-scale";
import { RedisHistoryStore, RedisPresenceStore } from "@carillon/socket-rooms";
import { RedisIdempotencyStore } from "@carillon/socket-router";
import type { RouterOptions } from "@carillon/socket-router";
import type { RedisClient } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";
import type { AuthConfig, ResolvedSocketsConfig, RoomsConfig } from "../config/sockets-config.js";

/** Where one node keeps what all nodes share: on the Redis of the configuration, unless a key of its own says otherwise. */
export interface NodeStores {
  /** The connection of the key `redis`. */
  readonly redis: RedisConnection | undefined;
  /** How the nodes are connected; on that Redis, unless `scale` says otherwise. */
  readonly scale: ScaleConfig;
  readonly router: Pick<RouterOptions, "redis" | "idempotencyStore">;
  readonly rooms: Pick<RoomsConfig, "presence" | "history">;
  readonly auth: Pick<AuthConfig, "revocations">;
}

/** The stores of a layer that is switched off. */
export const noStores: NodeStores = { redis: undefined, scale: {}, router: {}, rooms: {}, auth: {} };

/** What {@link openStores} would open, without a connection: for a look at a configuration. */
export function plannedStores(config: ResolvedSocketsConfig): NodeStores {
  const planned = {} as never;
  const { redis, throttle, idempotencyStore, rooms, auth } = config;
  const kept = redis === undefined ? {} : { presence: planned, history: planned };
  return {
    redis: undefined,
    scale: { adapter: redis === undefined ? "memory" : "redis-streams", ...config.scale },
    router: {
      ...((throttle ?? redis) !== undefined && throttle !== "memory" && { redis: planned }),
      ...((idempotencyStore ?? redis) !== undefined && { idempotencyStore: planned }),
    },
    rooms: { ...kept, ...rooms },
    auth: (auth.revocations ?? redis) === undefined ? {} : { revocations: planned },
  };
}

/**
 * Opens the stores of a configuration.
 *
 * @throws UsageError `E_MISSING_PACKAGE` for a URL without the package `redis`.
 */
export function openStores(config: ResolvedSocketsConfig, logger: Logger): NodeStores {
  const { redis: target, throttle, idempotencyStore, rooms } = config;
  const redis = target === undefined ? undefined : connectRedis(target, { logger });
  const client = redis?.client as RedisClient | undefined;
  const counters = throttle === "memory" ? undefined : (throttle ?? client);
  const answers = idempotencyStore ?? (client && new RedisIdempotencyStore(client));
  const revocations = config.auth.revocations ?? (client && new RedisRevocationStore(client));
  const presence = rooms.presence ?? (client && new RedisPresenceStore(client, { logger }));
  const history = rooms.history ?? (client && new RedisHistoryStore(client, { logger }));
  return {
    redis,
    scale: scaleOf(config, redis),
    router: { ...(counters && { redis: counters }), ...(answers && { idempotencyStore: answers }) },
    rooms: { ...(presence && { presence }), ...(history && { history }) },
    auth: { ...(revocations && { revocations }) },
  };
}

/** `redis` alone is the adapter as well; an adapter on Redis without an address of its own uses that one. */
function scaleOf({ scale }: ResolvedSocketsConfig, redis: RedisConnection | undefined): ScaleConfig {
  if (redis === undefined) return scale ?? {};
  const { adapter = "redis-streams", url, client } = scale ?? {};
  const isOnRedis = typeof adapter === "string" && adapter.startsWith("redis");
  if (!isOnRedis || url !== undefined || client !== undefined) return { ...scale, adapter };
  return { ...scale, adapter, client: redis };
}
