import { startRedis, waitFor } from "@carillon/socket-testing";
import { createClient } from "redis";
import { describe, expect, test, vi } from "vitest";
import { RedisIdempotencyStore, throttle } from "../src/index.js";
import { routed, ways } from "./routed-server.js";

const [way] = ways;

async function redisClient(url: string) {
  const client = createClient({ url, socket: { reconnectStrategy: 50 } });
  client.on("error", () => undefined);
  await client.connect();
  return Object.assign(client, {
    async [Symbol.asyncDispose]() {
      client.destroy();
      return Promise.resolve();
    },
  });
}

describe("with Redis", () => {
  test("throttle counts for all nodes, in whole seconds, and ends", async () => {
    await using redis = await startRedis();
    await using client = await redisClient(redis.url);
    const node = () =>
      routed(
        way!,
        (router) => {
          router.socket("named", () => true, { middleware: "throttle:2,1h" });
          router.socket("short", () => true, {
            middleware: throttle({ points: 1, per: 20, maxReplies: 1_000 }, client),
          });
        },
        { redis: client },
      );
    await using one = await node();
    await using two = await node();
    const first = await one.connect();
    const second = await two.connect();
    const outcomes: boolean[] = [];
    for (const socket of [first, second, first, second]) {
      outcomes.push(((await socket.emitWithAck("named")) as { ok: boolean }).ok);
    }
    expect(outcomes).toEqual([true, true, false, false]);
    expect(await first.emitWithAck("short")).toMatchObject({ ok: true });
    expect(await second.emitWithAck("short")).toMatchObject({ error: "too_many_requests" });
    for (const key of await client.keys("carillon:rate:*")) expect(await client.pTTL(key)).toBeGreaterThan(0);
    await waitFor(async () => ((await second.emitWithAck("short")) as { ok: boolean }).ok);
  });

  test("without Redis each node counts for itself, at once", async () => {
    await using redis = await startRedis();
    await using client = await redisClient(redis.url);
    await using server = await routed(
      way!,
      (router) => {
        router.socket("event", () => true, { middleware: "throttle:2,1h" });
      },
      { redis: client },
    );
    const socket = await server.connect();
    expect(await socket.emitWithAck("event")).toMatchObject({ ok: true });
    await redis.kill();
    await waitFor(() => !client.isReady);
    expect(await socket.emitWithAck("event")).toMatchObject({ ok: true });
    expect(await socket.emitWithAck("event")).toMatchObject({ ok: true });
    expect(await socket.emitWithAck("event")).toMatchObject({ error: "too_many_requests" });
    await redis.start();
    await waitFor(() => client.isReady);
    expect(await socket.emitWithAck("event")).toMatchObject({ ok: true });
  });

  test("an idempotent request runs once on all nodes", async () => {
    await using redis = await startRedis();
    await using client = await redisClient(redis.url);
    let runs = 0;
    let finish: () => void = () => undefined;
    const node = () =>
      routed(
        way!,
        (router, io) => {
          io.use((socket, next) => {
            Object.defineProperty(socket, Symbol.for("carillon.auth"), {
              value: { identity: { user: {}, id: "1" }, guard: null },
            });
            next();
          });
          router.socket(
            "pay",
            async (_socket, { fail }: { fail?: boolean }) => {
              runs++;
              await new Promise<void>((resolve) => (finish = resolve));
              if (fail) throw new Error("no");
              return { runs };
            },
            { idempotent: { ttlMs: 60_000 } },
          );
        },
        { idempotencyStore: new RedisIdempotencyStore(client) },
      );
    await using one = await node();
    await using two = await node();
    const first = await one.connect();
    const second = await two.connect();
    const answers = [first, second].map((socket) => socket.emitWithAck("pay", { idempotencyKey: "k" }));
    await waitFor(() => runs === 1);
    await second.emitWithAck("unknown");
    finish();
    expect(await Promise.all(answers)).toEqual(Array(2).fill({ ok: true, data: { runs: 1 } }));
    expect(await second.emitWithAck("pay", { idempotencyKey: "k" })).toEqual({ ok: true, data: { runs: 1 } });
    for (const key of await client.keys("carillon:once:*")) expect(await client.pTTL(key)).toBeGreaterThan(0);
    for (const expected of [2, 3]) {
      const failing = first.emitWithAck("pay", { idempotencyKey: "f", fail: true });
      await waitFor(() => runs === expected);
      finish();
      expect(await failing).toMatchObject({ error: "socket_error" });
    }
  });

  test("keeps so many answers and bytes of one owner, the latest, and none of another's less", async () => {
    await using redis = await startRedis();
    await using client = await redisClient(redis.url);
    const store = new RedisIdempotencyStore(client, { maxKeysPerOwner: 5, maxBytesPerOwner: 10_000 });
    const ask = (owner: string, key: string) => ({ key, owner, isAnonymous: false, fingerprint: "f" });
    const keep = async (owner: string, key: string, reply: unknown): Promise<void> => {
      await store.begin(ask(owner, key), 60_000);
      await store.finish(ask(owner, key), reply, 60_000);
    };
    const isKept = async (owner: string, key: string): Promise<boolean> => {
      const known = await store.begin(ask(owner, key), 60_000);
      if (known === undefined) await store.release(ask(owner, key));
      return known !== undefined;
    };
    await keep("victim", "v", "paid");
    for (let n = 0; n < 8; n++) await keep("eve", `small ${String(n)}`, n);
    expect(await isKept("eve", "small 2")).toBe(false);
    expect(await isKept("eve", "small 3")).toBe(true);
    for (let n = 0; n < 20; n++) await keep("eve", `large ${String(n)}`, "x".repeat(4_000));
    const large = await Promise.all([16, 17, 18, 19].map((n) => isKept("eve", `large ${String(n)}`)));
    expect(large).toEqual([false, false, true, true]);
    await keep("eve", "huge", "x".repeat(50_000));
    expect(await isKept("eve", "huge")).toBe(true);
    expect(await isKept("eve", "large 19")).toBe(false);
    // A key that is kept twice counts once.
    for (let n = 0; n < 10; n++) await store.finish(ask("eve", "same"), "x".repeat(4_000), 60_000);
    await keep("eve", "last", 1);
    expect(await isKept("eve", "same")).toBe(true);
    expect(await isKept("victim", "v")).toBe(true);
    // A node whose clock is ten minutes late keeps the latest too.
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 600_000 });
    try {
      await keep("eve", "late", 1);
    } finally {
      vi.useRealTimers();
    }
    for (let n = 0; n < 3; n++) await keep("eve", `after ${String(n)}`, n);
    expect(await isKept("eve", "late")).toBe(true);
    // One answer more for each owner than what lists them and their bytes.
    expect(await client.keys("carillon:once:*")).toHaveLength(3 + 7);
  });
});
