import type { AdapterName } from "@carillon/socket-scale";
import { startRedis } from "@carillon/socket-testing";
import { Redis } from "ioredis";
import { scaleSuite } from "./scale-suite.js";

const adapters: readonly AdapterName[] = ["redis-streams", "redis", "redis-sharded"];

for (const adapter of adapters) {
  scaleSuite(`${adapter} by URL`, async () => {
    const redis = await startRedis();
    return {
      port: redis.port,
      options: (port) => ({ adapter, url: `redis://127.0.0.1:${String(port)}` }),
      [Symbol.asyncDispose]: () => redis[Symbol.asyncDispose](),
    };
  });
  scaleSuite(`${adapter} by ioredis`, async () => {
    const redis = await startRedis();
    const clients: Redis[] = [];
    return {
      port: redis.port,
      options(port) {
        const client = new Redis(port, "127.0.0.1");
        clients.push(client);
        return { adapter, client };
      },
      async [Symbol.asyncDispose]() {
        for (const client of clients) client.disconnect();
        await redis[Symbol.asyncDispose]();
      },
    };
  });
}
