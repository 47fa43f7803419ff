import { startRedis } from "@carillon/socket-testing";
import type { TestRedis } from "@carillon/socket-testing";
import { createClient } from "redis";
import { afterAll, beforeAll } from "vitest";
import { RedisHistoryStore, RedisPresenceStore } from "../src/index.js";
import type { RedisClient } from "../src/index.js";
import { historyStoreSuite } from "./history-store.suite.js";
import { keptLogger } from "./identify.js";
import { presenceStoreSuite } from "./presence-store.suite.js";

const logger = keptLogger();
let redis: TestRedis;
let prefixes = 0;

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis[Symbol.asyncDispose]());

presenceStoreSuite("RedisPresenceStore", () =>
  withRedis((client, prefix) => new RedisPresenceStore(client, { prefix, leaseMs: 600, logger })),
);

historyStoreSuite("RedisHistoryStore", () =>
  withRedis((client, prefix) => new RedisHistoryStore(client, { prefix, logger })),
);

async function withRedis<Store>(
  make: (client: RedisClient, prefix: string) => Store,
): Promise<AsyncDisposable & { store: Store }> {
  const client = createClient({ url: redis.url });
  const store = make(client, `test-${String(++prefixes)}`);
  await client.connect();
  return {
    store,
    [Symbol.asyncDispose]: async () => {
      await client.close();
    },
  };
}
