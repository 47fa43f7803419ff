import { connectRedis } from "@carillon/socket-scale";
import type { RedisConnection, ScaleConfig } from "@carillon/socket-scale";
import { RedisHistoryStore, RedisPresenceStore } from "@carillon/socket-rooms";
import { RedisIdempotencyStore } from "@carillon/socket-router";
import type { RouterOptions } from "@carillon/socket-router";
import type { RedisClient } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";
import type { ResolvedSocketsConfig, RoomsConfig } from "../config/sockets-config.js";

/** Where one node keeps what all nodes share: on the Redis of the configuration, unless a key of its own says otherwise. */
export interface NodeStores {
  /** The connection of the key `redis`. */
  readonly redis: RedisConnection | undefined;
  /** How the nodes are connected; on that Redis, unless `scale` says otherwise. */
  readonly scale: ScaleConfig;
  readonly router: Pick<RouterOptions, "redis" | "idempotencyStore">;
  readonly rooms: Pick<RoomsConfig, "presence" | "history">;
}

/** The stores of a layer that is switched off. */
export const noStores: NodeStores = { redis: undefined, scale: {}, router: {}, rooms: {} };

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
  const presence = rooms.presence ?? (client && new RedisPresenceStore(client));
  const history = rooms.history ?? (client && new RedisHistoryStore(client));
  return {
    redis,
    scale: scaleOf(config, redis),
    router: { ...(counters && { redis: counters }), ...(answers && { idempotencyStore: answers }) },
    rooms: { ...(presence && { presence }), ...(history && { history }) },
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
