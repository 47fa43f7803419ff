import { endsWithin, UsageError } from "@carillon/socket-contract/server";
import { consoleLogger, scrubLogger } from "@carillon/socket-scrub";
import type { Logger } from "@carillon/socket-scrub";
import { LinkMonitor } from "../link-monitor.js";
import { loadPackage } from "../load-package.js";
import type { ScaleOptions } from "../scale-options.js";
import { endAtOnce, isRedisClient } from "./redis-client.js";
import type { RedisClient } from "./redis-client.js";

/** How long Redis may take to answer at boot, in milliseconds. */
const connectMs = 10_000;
/** How often Redis is asked whether it is there, and how long it may take, in milliseconds: a Redis that hangs closes nothing. */
const askMs = 2_000;
const answerMs = 3_000;
/** How long commands under way may hold up the end, in milliseconds. */
const endMs = 1_000;

/**
 * One connection to Redis for a whole node: the adapter and the stores share its client. It survives outages and logs them.
 */
export class RedisConnection {
  /** node-redis or ioredis. Commands that are sent before {@link RedisConnection.ready} wait for the connection. */
  readonly client: RedisClient;
  /**
   * Resolves when Redis answers; at once for a client that was given.
   *
   * @throws UsageError `E_REDIS_UNREACHABLE` at once when Redis refuses the connection, else when it does not answer within ten seconds.
   */
  readonly ready: Promise<void>;
  /** @internal */
  readonly links = new LinkMonitor();
  readonly #end: () => Promise<void>;

  /** @internal Use `connectRedis`. */
  constructor(target: string | RedisClient, logger: Logger) {
    const watched = { logger, links: this.links };
    if (typeof target !== "string") {
      this.client = target;
      this.ready = Promise.resolve();
      const unwatch = watch(target, watched);
      this.#end = () => {
        unwatch();
        return Promise.resolve();
      };
      return;
    }
    const redis = loadPackage("redis", "A Redis URL") as {
      createClient(options: { url: string }): RedisClient;
    };
    const client = redis.createClient({ url: target });
    const attempt = firstConnect(client, target);
    let unwatch: (() => void) | undefined;
    this.client = client;
    this.ready = attempt.connected.then(() => {
      unwatch = watch(client, watched);
    });
    this.ready.catch(() => undefined);
    this.#end = async () => {
      attempt.cancel();
      await this.ready.catch(() => undefined);
      unwatch?.();
      await endRedis(client);
    };
  }

  /** Closes what was opened here; a client that was given stays open. */
  close(): Promise<void> {
    return this.#end();
  }
}

/**
 * Connects to Redis, or takes a client that is connected.
 *
 * @param target - A URL, for which the package `redis` is loaded, or a connected client of node-redis or ioredis.
 * @param options - `logger` hears of outages. Default: the console.
 * @throws UsageError `E_REDIS_CLIENT` for anything else, `E_MISSING_PACKAGE` without the package.
 */
export function connectRedis(
  target: string | object,
  { logger = consoleLogger }: { readonly logger?: Logger } = {},
): RedisConnection {
  const isUrl = typeof target === "string" && URL.canParse(target);
  if (isUrl || isRedisClient(target)) {
    return new RedisConnection(target, scrubLogger(logger));
  }
  throw new UsageError(
    "E_REDIS_CLIENT",
    'A Redis client is a connected client of redis or ioredis; or write a URL instead, such as "redis://127.0.0.1:6379".',
  );
}

/** The connection of a configuration: the one that is given, or a new one. */
export function redisOf({ client, url = "", logger }: ScaleOptions): RedisConnection {
  if (client instanceof RedisConnection) return client;
  return connectRedis(client ?? url, logger && { logger });
}

/** Listens to a client's errors, which would end the process otherwise, and logs each change of state once. */
function watch(
  client: RedisClient,
  { logger, links }: { readonly logger: Logger; readonly links: LinkMonitor },
): () => void {
  let isDown = false;
  let isClosed = false;
  function down(error: unknown): void {
    if (isDown || isClosed) return;
    isDown = true;
    links.lost(client);
    logger.error(
      { event: "redis_lost", err: error },
      "Redis is gone: local clients are served, other nodes hear nothing until it is back",
    );
  }
  function up(): void {
    if (!isDown || isClosed) return;
    isDown = false;
    logger.info({ event: "redis_restored" }, "Redis is back");
    links.restored(client);
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
  return () => {
    isClosed = true;
    clearInterval(heartbeat);
  };
}

async function answers(client: RedisClient): Promise<boolean> {
  return endsWithin(Promise.resolve(client.ping?.()), answerMs).catch(() => false);
}

function firstConnect(
  client: RedisClient,
  url: string,
): { readonly connected: Promise<void>; readonly cancel: () => void } {
  let cancel = (): void => undefined;
  const connected = new Promise<void>((resolve, reject) => {
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
        new UsageError(
          "E_REDIS_UNREACHABLE",
          `Redis at ${addressOf(url)} cannot be reached: start it, or correct the URL.`,
          { cause: error },
        ),
      );
    }
    cancel = () => void failed(new Error("The connection was closed."));
    client.on("error", failed);
    client.connect?.().then(() => {
      isSettled = true;
      clearTimeout(timer);
      resolve();
    }, failed);
  });
  return { connected, cancel: () => void cancel() };
}

/** Lets the commands under way end where the server is there to answer them. */
export async function endRedis(client: RedisClient): Promise<void> {
  if (client.isReady === true && client.close) {
    if (await endsWithin(client.close(), endMs).catch(() => false)) return;
  }
  try {
    endAtOnce(client);
  } catch {
    // node-redis throws for a client that is closed already.
  }
}

/** Host and port, without the password. */
function addressOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return "an address that is no URL";
  }
}
