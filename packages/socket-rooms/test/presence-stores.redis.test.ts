import { startRedis } from "@carillon/socket-testing";
import type { TestRedis } from "@carillon/socket-testing";
import { createClient } from "redis";
import { afterAll, beforeAll } from "vitest";
import { RedisPresenceStore } from "../src/index.js";
import { keptLogger } from "./identify.js";
import { presenceStoreSuite } from "./presence-store.suite.js";

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis[Symbol.asyncDispose]());

let prefixes = 0;

presenceStoreSuite("RedisPresenceStore", async () => {
  const client = createClient({ url: redis.url });
  const prefix = `test-${String(++prefixes)}`;
  const store = new RedisPresenceStore(client, { prefix, leaseMs: 600, logger: keptLogger() });
  await client.connect();
  return {
    store,
    [Symbol.asyncDispose]: async () => {
      await client.close();
    },
  };
});
