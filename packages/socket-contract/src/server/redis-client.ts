import type { Logger } from "@carillon/socket-scrub";

/** How long to wait before a subscription is tried again, in milliseconds. */
const againMs = 500;

/** The part of a Redis client that is used: `redis` (node-redis) from version 4 and `ioredis` from 5 fit, also for a Redis Cluster. */
export type RedisClient = RedisEvents &
  (
    | { sendCommand(args: string[]): Promise<unknown> }
    | { call(command: string, ...args: string[]): Promise<unknown> }
    | NodeRedisCluster
  );

/** A Redis Cluster of node-redis, which wants to know the key that says where a command goes. */
interface NodeRedisCluster {
  readonly masters: readonly unknown[];
  sendCommand(firstKey: string | undefined, isReadonly: boolean, args: string[]): Promise<unknown>;
}

interface RedisEvents {
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "ready", listener: () => void): unknown;
  /** Makes another client of the same kind, for subscriptions. */
  duplicate(): object;
}

/** What `duplicate()` of either client makes. */
interface Subscriber {
  on(event: string, listener: (channel: string, message: string) => void): unknown;
  connect(): Promise<unknown>;
  subscribe(channel: string, listener?: (message: string) => void): Promise<unknown>;
  disconnect(): unknown;
}

/**
 * Sends one command, whichever client it is.
 *
 * @param client - node-redis or ioredis.
 * @param args - The command and its arguments.
 */
export function redisCommand(client: RedisClient, ...args: [string, ...string[]]): Promise<unknown> {
  if ("call" in client) return client.call(...args);
  if (!("masters" in client)) return client.sendCommand(args);
  const [command, first] = args;
  return client.sendCommand(/^eval/i.test(command) ? args[3] : first, false, args);
}

/**
 * Listens to a Redis channel on a connection of its own.
 *
 * @param client - Is duplicated; stays as it is.
 * @param channel - The channel.
 * @param onMessage - Gets every message.
 * @param onReady - Called when Redis has taken the subscription, again after each loss: nothing is missed from then on.
 * @param logger - Gets the connection's errors at level debug; a client without an `error` listener ends the process.
 * @returns A function that ends the connection.
 */
export function redisSubscribe(
  client: RedisClient,
  channel: string,
  onMessage: (message: string) => void,
  onReady: () => void,
  logger: Logger,
): () => void {
  const subscriber = client.duplicate() as Subscriber;
  const report = (error: unknown): void => {
    logger.debug({ event: "redis_subscription_failed", err: error }, "The Redis subscription has a problem");
  };
  let isEnded = false;
  subscriber.on("error", report);
  if ("call" in client) {
    subscriber.on("message", (from, message) => {
      if (from === channel) onMessage(message);
    });
    // ioredis is ready before it subscribes again; a second SUBSCRIBE changes nothing, and its answer tells when.
    subscriber.on("ready", () => void subscriber.subscribe(channel).then(onReady).catch(report));
    subscriber.subscribe(channel).catch(report);
  } else {
    let isSubscribed = false;
    // Later on node-redis is ready only when it has subscribed again.
    subscriber.on("ready", () => {
      if (isSubscribed) onReady();
    });
    // It forgets a subscription that is under way when the connection breaks.
    const subscribe = async (): Promise<void> => {
      while (!isEnded) {
        try {
          await subscriber.subscribe(channel, onMessage);
          isSubscribed = true;
          onReady();
          return;
        } catch (error) {
          report(error);
          await new Promise((resolve) => void setTimeout(resolve, againMs).unref());
        }
      }
    };
    subscriber.connect().then(subscribe).catch(report);
  }
  return () => {
    isEnded = true;
    void Promise.resolve(subscriber.disconnect()).catch(report);
  };
}
