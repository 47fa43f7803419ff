import { Redis } from "ioredis";
import { createClient } from "redis";
import type { RedisClient } from "../src/index.js";

/** A client that a test opened, and how to connect and end it. */
export interface OpenRedis {
  readonly client: RedisClient;
  readonly ready: () => unknown;
  readonly close: () => void;
}

/** Both clients that are promised to work. */
const clients = {
  "node-redis": (url: string) => {
    const client = createClient({ url });
    return { client, ready: () => client.connect(), close: () => void client.destroy() };
  },
  ioredis: (url: string) => {
    const client = new Redis(url);
    return { client, ready: () => client.ping(), close: () => void client.disconnect() };
  },
} satisfies Record<string, (url: string) => OpenRedis>;

export type RedisClientName = keyof typeof clients;

/** Their names. */
export const redisClients = Object.keys(clients) as RedisClientName[];

/** Makes a client; hand it to a store before it is `ready`, so that its errors are listened to. */
export function openRedis(name: RedisClientName, url: string): OpenRedis {
  return clients[name](url);
}
