import { startRedis, waitFor } from "@carillon/socket-testing";
import { createClient } from "redis";
import { describe, expect, test } from "vitest";
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
});
