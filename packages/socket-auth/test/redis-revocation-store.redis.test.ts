import { startRedis, startTcpProxy, waitFor } from "@carillon/socket-testing";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { expect, it } from "vitest";
import { RedisRevocationStore } from "../src/index.js";
import type { KeptRevocation, RedisRevocationStoreOptions } from "../src/index.js";
import { silent } from "./kit.js";
import { testRevocationStore } from "./revocation-store.suite.js";
import type { StoreBed } from "./revocation-store.suite.js";

type Client = ConstructorParameters<typeof RedisRevocationStore>[0];

/** Both clients that are promised to work. */
const clients: Record<string, (url: string) => Promise<{ client: Client; close: () => void }>> = {
  async "node-redis"(url) {
    const client = createClient({ url });
    client.on("error", () => undefined);
    await client.connect();
    return { client: client as unknown as Client, close: () => void client.destroy() };
  },
  ioredis(url) {
    const client = new Redis(url);
    return Promise.resolve({ client: client, close: () => void client.disconnect() });
  },
};

for (const [name, open] of Object.entries(clients)) {
  testRevocationStore(`Redis by ${name}`, async (): Promise<StoreBed> => {
    const redis = await startRedis();
    const { client, close } = await open(redis.url);
    const stores: RedisRevocationStore[] = [];
    return {
      make(options: RedisRevocationStoreOptions = {}) {
        const store = new RedisRevocationStore(client, options);
        stores.push(store);
        return store;
      },
      async [Symbol.asyncDispose]() {
        for (const store of stores) store.close();
        close();
        await redis[Symbol.asyncDispose]();
      },
    };
  });

  it(`reads what it missed after a cut, and writes what it could not, by ${name}`, async () => {
    await using redis = await startRedis();
    await using proxy = await startTcpProxy({ port: redis.port });
    const near = await open(redis.url);
    const far = await open(`redis://127.0.0.1:${String(proxy.port)}`);
    const here = new RedisRevocationStore(near.client, { rereadMs: 0 });
    const there = new RedisRevocationStore(far.client, { rereadMs: 0 });
    const heardHere: KeptRevocation[] = [];
    const heardThere: KeptRevocation[] = [];
    here.watch((revocation) => heardHere.push(revocation), silent);
    there.watch((revocation) => heardThere.push(revocation), silent);
    try {
      await here.add({ id: "first", target: { userId: "1" } });
      await waitFor(() => heardThere.some(({ id }) => id === "first"));
      proxy.refuse();
      proxy.cut();
      await here.add({ id: "second", target: { userId: "2" } });
      const written = there.add({ id: "third", target: { userId: "3" } });
      const since = Date.now();
      await waitFor(() => Date.now() > since + 300);
      expect(heardThere.map(({ id }) => id)).not.toContain("second");
      expect(heardHere.map(({ id }) => id)).not.toContain("third");
      proxy.accept();
      await waitFor(() => heardThere.some(({ id }) => id === "second"));
      await written;
      await waitFor(() => heardHere.some(({ id }) => id === "third"));
      expect(heardThere.find(({ id }) => id === "second")?.ageMs).toBeGreaterThanOrEqual(290);
    } finally {
      for (const store of [here, there]) store.close();
      for (const { close } of [near, far]) close();
    }
  });

  it(`reads everything in a Redis that was replaced and whose clock is behind, by ${name}`, async () => {
    await using redis = await startRedis();
    await using proxy = await startTcpProxy({ port: redis.port });
    const near = await open(redis.url);
    const far = await open(`redis://127.0.0.1:${String(proxy.port)}`);
    const admin = await createClient({ url: redis.url }).connect();
    const here = new RedisRevocationStore(near.client, { rereadMs: 0 });
    const there = new RedisRevocationStore(far.client, { rereadMs: 0 });
    const heard: string[] = [];
    there.watch(({ id }) => heard.push(id), silent);
    const ahead = Date.now() + 600_000;
    try {
      await admin.zAdd("carillon:revocations", { score: ahead, value: "before user:1" });
      await there.read();
      expect(heard).toContain("before");
      proxy.refuse();
      proxy.cut();
      await admin.flushAll();
      await here.add({ id: "behind", target: { userId: "2" } });
      await admin.zAdd("carillon:revocations", { score: ahead + 1_000, value: "caught-up user:3" });
      expect(heard).toEqual(["before"]);
      proxy.accept();
      await waitFor(() => heard.includes("caught-up"));
      expect(heard).toContain("behind");
      await admin.flushAll();
      await admin.zAdd("carillon:revocations", { score: Date.now(), value: "again user:4" });
      await there.read();
      expect(heard.at(-1)).toBe("again");
    } finally {
      for (const store of [here, there]) store.close();
      for (const { close } of [near, far]) close();
      admin.destroy();
    }
  });
}

it("notices by reading again that its subscription is dead", async () => {
  await using redis = await startRedis();
  const client = createClient({ url: redis.url });
  client.on("error", () => undefined);
  await client.connect();
  const store = new RedisRevocationStore(client, { rereadMs: 20 });
  const heard: string[] = [];
  store.watch(({ id }) => heard.push(id), silent);
  // Written past the announcement, as it looks where announcements are lost.
  await client.zAdd("carillon:revocations", { score: Date.now(), value: "silent user:7" });
  await waitFor(() => heard.includes("silent"));
  store.close();
  client.destroy();
});

it("ignores what is none of its own, and keeps to its prefix", async () => {
  await using redis = await startRedis();
  const client = createClient({ url: redis.url });
  client.on("error", () => undefined);
  await client.connect();
  const store = new RedisRevocationStore(client, { prefix: "app:" });
  const heard: string[] = [];
  store.watch(({ id }) => heard.push(id), silent);
  await client.zAdd("app:revocations", [
    { score: 1, value: "nonsense" },
    { score: 2, value: " user:1" },
    { score: 3, value: "id group:1" },
  ]);
  await client.publish("app:revocations", "");
  await store.add({ id: "real", target: { userId: "1" } });
  await waitFor(() => heard.includes("real"));
  expect(new Set(heard)).toEqual(new Set(["real"]));
  expect(await client.exists("carillon:revocations")).toBe(0);
  store.close();
  client.destroy();
});
