import { setTimeout as pause } from "node:timers/promises";
import type { RedisClient } from "./redis-connection.js";

/** A Redis client for an adapter to use, and the end of everything that the adapter made of it. */
export interface AdapterClient {
  readonly client: RedisClient;
  /** Ends the duplicates that the adapter opened; they would keep the process alive, and reconnect forever. */
  endDuplicates(): void;
}

/** How {@link lendClient} lends. */
export interface LendOptions {
  /** Hears what a listener of the adapter threw. */
  readonly ignore: (error: unknown) => void;
  /** Sees every command that is under way. */
  readonly onCommand?: (outcome: Promise<unknown>) => void;
  /** What the adapter gets instead of a second connection. Default: a second connection. */
  readonly duplicate?: () => RedisClient;
}

/**
 * Lends a Redis client to an adapter.
 *
 * The adapters do not look at the outcome of every command, and not at every message: what fails while Redis goes away, or
 * what somebody else published, would end the process.
 *
 * @param own - The client.
 * @param options - See {@link LendOptions}.
 */
export function lendClient(own: RedisClient, { ignore, onCommand, duplicate }: LendOptions): AdapterClient {
  const duplicates: RedisClient[] = [];
  const shields = new WeakMap<Method, Method>();

  function lend(client: RedisClient): RedisClient {
    const methods = new Map<PropertyKey, unknown>();
    return new Proxy(client, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== "function" || key === "constructor") return value;
        let method = methods.get(key);
        if (method === undefined) methods.set(key, (method = lent(target, key, value as Method)));
        return method;
      },
    });
  }

  function lent(target: RedisClient, key: PropertyKey, method: Method): Method {
    return (...args) => {
      if (key === "duplicate" && duplicate) return duplicate();
      const result: unknown = method.apply(target, args.map(shielded));
      if (key === "duplicate") {
        duplicates.push(result as RedisClient);
        return lend(result as RedisClient);
      }
      if (!(result instanceof Promise)) return result;
      result.catch(() => undefined);
      onCommand?.(result);
      return key === "xRead" || key === "xread" ? result.catch(failLater) : result;
    };
  }

  /** The same one for the same listener, so that it can be taken away again. */
  function shielded(argument: unknown): unknown {
    if (typeof argument !== "function") return argument;
    const listener = argument as Method;
    let shield = shields.get(listener);
    if (shield === undefined) shields.set(listener, (shield = shieldedFrom(listener, ignore)));
    return shield;
  }

  return {
    client: lend(own),
    endDuplicates() {
      for (const client of duplicates.splice(0)) endAtOnce(client);
    },
  };
}

/** A function that never throws; what it would have thrown is ignored. */
export function shieldedFrom(listener: Method, ignore: (error: unknown) => void): Method {
  return function shield(this: unknown, ...args) {
    try {
      const result: unknown = listener.apply(this, args);
      if (result instanceof Promise) result.catch(ignore);
    } catch (error) {
      ignore(error);
    }
  };
}

/** The Redis Streams adapter reads again at once when reading fails: with a client that is closed, without a pause. */
async function failLater(error: unknown): Promise<never> {
  await pause(readAgainMs, undefined, { ref: false });
  throw error;
}

const readAgainMs = 500;

/** Ends a client without waiting for Redis. */
export function endAtOnce(client: RedisClient): void {
  if (client.destroy) client.destroy();
  else client.disconnect();
}

/** Any function. */
export type Method = (...args: unknown[]) => unknown;
