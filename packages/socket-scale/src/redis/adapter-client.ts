import type { LinkMonitor } from "../link-monitor.js";
import type { Logger } from "@carillon/socket-scrub";
import { endAtOnce } from "./redis-client.js";
import type { RedisClient } from "./redis-client.js";
import { RefusedMessages } from "./refused-messages.js";
import { readsStream } from "./stream-commands.js";
import { StreamReader } from "./stream-reader.js";
import { SubscriptionReleases } from "./subscription-releases.js";
import { Subscriptions } from "./subscriptions.js";
import { watchReceiver } from "./receiver.js";
import type { Receiver } from "./receiver.js";
import { shieldedFrom } from "../shielded.js";
import type { Method } from "../shielded.js";

/** The methods of both clients by which the adapters send. */
const sends: ReadonlySet<PropertyKey> = new Set(["publish", "sPublish", "spublish", "xAdd", "xadd"]);

/** How an {@link AdapterClient} treats what the adapter does. */
export interface AdapterClientOptions {
  /** Hears what a listener of the adapter threw. */
  readonly ignore: (error: unknown) => void;
  /** Hears of the outages of the clients that the adapter receives with. */
  readonly links?: LinkMonitor;
  /** Hears when Redis refuses what the adapter sends or reads. */
  readonly logger?: Logger;
  /** Sees every command that is under way. */
  readonly onCommand?: (outcome: Promise<unknown>) => void;
  /** What the adapter gets instead of a second connection. Default: a second connection. */
  readonly duplicate?: () => RedisClient;
}

/**
 * A Redis client for an adapter to use.
 *
 * The adapters do not look at the outcome of every command, and not at every message: what fails while Redis goes away, or
 * what another application published, would end the process.
 */
export class AdapterClient {
  /** What the adapter gets. */
  readonly client: RedisClient;
  readonly #options: AdapterClientOptions;
  readonly #receivers: Receiver[] = [];
  readonly #shields = new WeakMap<Method, Method>();
  readonly #subscriptions: Subscriptions;
  readonly #releases = new SubscriptionReleases();
  readonly #reader: StreamReader;
  readonly #sending: RefusedMessages;
  readonly #reading: RefusedMessages;

  /**
   * @param own - The client behind it.
   * @param options - See {@link AdapterClientOptions}.
   */
  constructor(own: RedisClient, options: AdapterClientOptions) {
    this.#options = options;
    this.#subscriptions = new Subscriptions(options.links);
    this.#reader = new StreamReader(options.logger, options.links);
    this.#sending = new RefusedMessages(options.logger, options.links);
    this.#reading = new RefusedMessages(options.logger, options.links);
    this.client = this.#lend({ client: own, isSubscriber: false });
  }

  /** Ends the duplicates that the adapter opened; they would keep the process alive, and reconnect forever. */
  endDuplicates(): void {
    this.#subscriptions.end();
    for (const { client } of this.#receivers.splice(0)) {
      try {
        endAtOnce(client);
      } catch {
        // node-redis throws for a client that is closed already.
      }
    }
  }

  /** Ends the subscription that begins with a channel; for an adapter that leaves its own behind. */
  release(channel: string): void {
    this.#releases.release(channel);
  }

  #lend(receiver: Receiver): RedisClient {
    const methods = new Map<PropertyKey, unknown>();
    return new Proxy(receiver.client, {
      get: (target, key, lent: RedisClient) => {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== "function" || key === "constructor") return value;
        if (this.#subscriptions.isSubscribe(key)) receiver.isSubscriber = true;
        let method = methods.get(key);
        if (method === undefined) methods.set(key, (method = this.#lent(target, lent, key, value as Method)));
        return method;
      },
    });
  }

  #lent(target: RedisClient, lent: RedisClient, key: PropertyKey, method: Method): Method {
    if (key === "duplicate") return () => this.#duplicate(target);
    return (...args) => {
      this.#releases.note(lent, key, args);
      const shielded = args.map((argument) => this.#shielded(argument));
      if (readsStream(key)) {
        const read = this.#reader.read(target, args, (begun) => method.apply(target, [...begun]));
        read.then(this.#reading.passed, this.#reading.failed);
        return read;
      }
      const run = (): unknown => method.apply(target, shielded);
      const result = run();
      if (!(result instanceof Promise)) return result;
      if (sends.has(key)) result.then(this.#sending.passed, this.#sending.failed);
      else result.catch(() => undefined);
      this.#options.onCommand?.(result);
      this.#subscriptions.note(key, args[0], run, result);
      return result;
    };
  }

  #duplicate(target: RedisClient): RedisClient {
    const { duplicate, links } = this.#options;
    if (duplicate) return duplicate();
    const receiver = { client: target.duplicate(), isSubscriber: false };
    this.#receivers.push(receiver);
    if (links) watchReceiver(receiver, links);
    return this.#lend(receiver);
  }

  /** The same one for the same listener, so that it can be taken away again. */
  #shielded(argument: unknown): unknown {
    if (typeof argument !== "function") return argument;
    const listener = argument as Method;
    let shield = this.#shields.get(listener);
    if (shield === undefined)
      this.#shields.set(listener, (shield = shieldedFrom(listener, this.#options.ignore)));
    return shield;
  }
}
