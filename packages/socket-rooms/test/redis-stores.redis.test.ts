import { redisCommand } from "@carillon/socket-contract/server";
import { startRedis } from "@carillon/socket-testing";
import type { TestRedis } from "@carillon/socket-testing";
import { afterAll, beforeAll } from "vitest";
import { RedisHistoryStore, RedisPresenceStore } from "../src/index.js";
import type { RedisClient } from "../src/index.js";
import { historyStoreSuite } from "./history-store.suite.js";
import { keptLogger } from "./identify.js";
import { presenceStoreSuite } from "./presence-store.suite.js";
import { openRedis, redisClients } from "./redis-clients.js";
import type { RedisClientName } from "./redis-clients.js";

const logger = keptLogger();
let redis: TestRedis;
let prefixes = 0;

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis[Symbol.asyncDispose]());

for (const name of redisClients) {
  presenceStoreSuite(`RedisPresenceStore by ${name}`, () =>
    withRedis(name, (client, prefix) => new RedisPresenceStore(client, { prefix, leaseMs: 600, logger })),
  );

  historyStoreSuite(`RedisHistoryStore by ${name}`, () =>
    withRedis(name, (client, prefix) => new RedisHistoryStore(client, { prefix, logger })),
  );
}

async function withRedis<Store>(
  name: RedisClientName,
  make: (client: RedisClient, prefix: string) => Store,
): Promise<AsyncDisposable & { store: Store; size: () => Promise<number> }> {
  const { client, ready, close } = openRedis(name, redis.url);
  const prefix = `test-${String(++prefixes)}`;
  const store = make(client, prefix);
  await ready();
  return {
    store,
    size: async () => ((await redisCommand(client, "KEYS", `{${prefix}:*`)) as string[]).length,
    [Symbol.asyncDispose]: () => {
      close();
      return Promise.resolve();
    },
  };
}
