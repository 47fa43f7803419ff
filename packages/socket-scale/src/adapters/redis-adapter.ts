import { UsageError } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";
import type { LinkMonitor } from "../link-monitor.js";
import { AdapterClient } from "../redis/adapter-client.js";
import { endRedis } from "../redis/redis-connection.js";
import type { RedisClient } from "../redis/redis-client.js";
import { watchReceiver } from "../redis/receiver.js";
import type { AdapterFactory } from "../scale-options.js";
import type { CreateAdapter } from "./adapter-package.js";
import { guardAdapter, noteOnce } from "./guarded-adapter.js";
import { deliverLocallyFirst } from "./local-first.js";
import { releaseOnClose } from "./release-on-close.js";

/** How long a command of an adapter may wait for its turn, in milliseconds. */
const commandMs = 60_000;

/** The adapters that Redis carries. */
export type RedisAdapterName = "redis-streams" | "redis" | "redis-sharded";

/** An adapter on a connection, and the end of what it opened. */
export interface ConnectedAdapter {
  readonly factory: AdapterFactory;
  close(): Promise<void>;
}

/** What an adapter is connected with. */
export interface ConnectParts {
  readonly create: CreateAdapter;
  readonly options: object;
  readonly logger: Logger;
  readonly links: LinkMonitor;
}

/**
 * Puts an adapter on a Redis client.
 *
 * @throws UsageError `E_REDIS_TOO_OLD` for `"redis-sharded"` on a Redis before 7.
 */
export async function connectRedisAdapter(
  name: RedisAdapterName,
  client: RedisClient,
  { create, options, logger, links }: ConnectParts,
): Promise<ConnectedAdapter> {
  if (name === "redis-sharded") await requireShardedPubSub(client);
  const subscriber = name === "redis-streams" ? undefined : await openSubscriber(client, links);
  const ignore = noteOnce(logger);
  const lent = [patient(client), ...(subscriber ? [subscriber] : [])].map(
    (each) => new AdapterClient(each, { ignore, links, logger }),
  );
  const made = guardAdapter(create(...lent.map((each) => each.client), options), ignore);
  const { channelPrefix = "socket.io" } = options as { readonly channelPrefix?: string };
  const closing =
    name === "redis-streams"
      ? releaseOnClose(made, channelPrefix, (channel) => lent[0]?.release(channel))
      : made;
  return {
    factory: name === "redis" ? made : deliverLocallyFirst(closing),
    async close() {
      if (subscriber) await endRedis(subscriber);
      for (const each of lent) each.endDuplicates();
    },
  };
}

/**
 * node-redis gives up a command that has waited for five seconds. In a flood, and while Redis is away, that is a broadcast lost
 * without a word.
 */
function patient(client: RedisClient): RedisClient {
  return client.withCommandOptions?.({ timeout: commandMs }) ?? client;
}

async function openSubscriber(client: RedisClient, links: LinkMonitor): Promise<RedisClient> {
  const subscriber = client.duplicate();
  watchReceiver({ client: subscriber, isSubscriber: true }, links);
  // ioredis connects by itself and says so in its status.
  if (subscriber.connect && subscriber.status === undefined) await subscriber.connect();
  return subscriber;
}

async function requireShardedPubSub(client: RedisClient): Promise<void> {
  const { sPublish, spublish } = client as Partial<
    Record<"sPublish" | "spublish", (channel: string, message: string) => Promise<unknown>>
  >;
  try {
    await (sPublish ?? spublish)?.call(client, "carillon:probe", "");
  } catch (error) {
    throw new UsageError(
      "E_REDIS_TOO_OLD",
      'scale.adapter "redis-sharded" needs Redis 7 or Valkey; use "redis-streams" or "redis" here.',
      { cause: error },
    );
  }
}
