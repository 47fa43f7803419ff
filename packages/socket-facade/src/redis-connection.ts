import type { Logger } from "@carillon/socket-scrub";
import { endAtOnce } from "./adapter-client.js";
import { endsWithin } from "@carillon/socket-contract/server";

/** What node-redis and ioredis have in common here. */
export interface RedisClient {
  on(event: string, listener: (...args: never[]) => void): unknown;
  duplicate(): RedisClient;
  ping(): Promise<unknown>;
  /** node-redis: connects. */
  connect?(): Promise<unknown>;
  /** node-redis: whether the server answers. */
  readonly isReady?: boolean;
  /** node-redis: ends when the commands under way are answered. */
  close?(): Promise<unknown>;
  /** node-redis: ends at once. */
  destroy?(): void;
  /** ioredis: ends at once. */
  disconnect(): unknown;
}

/** The clients of one node. */
export interface RedisConnection {
  readonly client: RedisClient;
  /** A second client where the adapter subscribes with one of its own. */
  readonly subscriber: RedisClient | undefined;
  /** Closes what was opened here; a client that was given stays open. */
  close(): Promise<void>;
}

/** How {@link connectRedis} connects. */
export interface ConnectOptions {
  readonly needsSubscriber: boolean;
  readonly logger: Logger;
  /** Gives up. */
  readonly signal: AbortSignal;
}

/** How long Redis may take to answer at boot, in milliseconds. */
const connectMs = 10_000;
/** How often Redis is asked whether it is there, and how long it may take, in milliseconds: one that hangs closes nothing. */
const askMs = 2_000;
const answerMs = 3_000;
/** How long commands under way may hold up the end, in milliseconds. */
const endMs = 1_000;

/** Whether a value looks like a client of node-redis or ioredis. */
export function isRedisClient(value: object): value is RedisClient {
  const { on, duplicate } = value as Partial<RedisClient>;
  return typeof on === "function" && typeof duplicate === "function";
}

/**
 * Connects to Redis.
 *
 * @throws Error when the first attempt fails; later outages are logged and survived.
 */
export async function connectRedis(
  redis: { createClient(options: { url: string }): RedisClient },
  url: string,
  { needsSubscriber, logger, signal }: ConnectOptions,
): Promise<RedisConnection> {
  const client = redis.createClient({ url });
  await firstConnect(client, url, signal);
  const connection = await watchRedis(client, needsSubscriber, logger);
  return {
    ...connection,
    async close() {
      await connection.close();
      await end(client);
    },
  };
}

/** Listens to a client's errors, which would end the process otherwise, and logs each change of state once. */
export async function watchRedis(
  client: RedisClient,
  needsSubscriber: boolean,
  logger: Logger,
): Promise<RedisConnection> {
  let isDown = false;
  let isClosed = false;
  function down(error: unknown): void {
    if (isDown || isClosed) return;
    isDown = true;
    logger.error(
      { err: error },
      "Redis is gone: local clients are served, other nodes hear nothing until it is back",
    );
  }
  function up(): void {
    if (!isDown || isClosed) return;
    isDown = false;
    logger.info({}, "Redis is back");
  }
  // A server that stops in good order closes the connection without an error. The listeners stay: what still fails while
  // a client closes must not end the process, and node-redis falls silent when its last error listener is taken away.
  client.on("error", down);
  client.on("reconnecting", down);
  client.on("ready", up);
  let isAsking = false;
  const heartbeat = setInterval(() => {
    if (isAsking) return;
    isAsking = true;
    void answers(client).then((isThere) => {
      isAsking = false;
      if (isThere) up();
      else down(new Error("Redis does not answer."));
    });
  }, askMs).unref();
  const subscriber = needsSubscriber ? client.duplicate() : undefined;
  subscriber?.on("error", () => undefined);
  if (subscriber?.connect && !isConnecting(subscriber)) await subscriber.connect();
  return {
    client,
    subscriber,
    async close() {
      isClosed = true;
      clearInterval(heartbeat);
      if (subscriber) await end(subscriber);
    },
  };
}

function answers(client: RedisClient): Promise<boolean> {
  return endsWithin(client.ping(), answerMs).catch(() => false);
}

function firstConnect(client: RedisClient, url: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let isSettled = false;
    const timer = setTimeout(() => {
      failed(new Error(`It did not answer within ${String(connectMs)} ms.`));
    }, connectMs);
    function failed(error: Error): void {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      endAtOnce(client);
      reject(
        new Error(`Redis at ${addressOf(url)} cannot be reached: start it, or correct scale.url.`, {
          cause: error,
        }),
      );
    }
    client.on("error", failed);
    signal.addEventListener("abort", () => void failed(signal.reason as Error), { once: true });
    client.connect?.().then(() => {
      isSettled = true;
      clearTimeout(timer);
      resolve();
    }, failed);
  });
}

/** ioredis connects by itself and says so in its status. */
function isConnecting(client: RedisClient): boolean {
  return typeof (client as { status?: unknown }).status === "string";
}

/** Lets the commands under way end where the server is there to answer them. */
async function end(client: RedisClient): Promise<void> {
  if (client.isReady === true && client.close) {
    if (await endsWithin(client.close(), endMs).catch(() => false)) return;
  }
  endAtOnce(client);
}

/** Host and port, without the password. */
function addressOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return "an address that is no URL";
  }
}
