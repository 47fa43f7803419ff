import { describe, expect, it, vi } from "vitest";
import { redisSubscribe } from "./redis-client.js";
import type { RedisClient } from "./redis-client.js";

/** A client of node-redis whose subscriptions fail so many times. */
function failing(times: number) {
  let calls = 0;
  const subscriber = {
    on: () => subscriber,
    connect: () => Promise.resolve(),
    disconnect: () => Promise.resolve(),
    subscribe: () => (++calls > times ? Promise.resolve() : Promise.reject(new Error("Socket closed"))),
  };
  const client = { on: () => client, duplicate: () => subscriber, sendCommand: () => Promise.resolve() };
  return { client: client as unknown as RedisClient, calls: () => calls };
}

const logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

describe("redisSubscribe on node-redis", () => {
  it("tries a first subscription again that was under way when the connection broke", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    try {
      const { client, calls } = failing(3);
      const onReady = vi.fn();
      redisSubscribe(client, "news", () => undefined, onReady, logger);
      await vi.advanceTimersByTimeAsync(1_400);
      expect([calls(), onReady.mock.calls.length]).toEqual([3, 0]);
      await vi.advanceTimersByTimeAsync(600);
      expect([calls(), onReady.mock.calls.length]).toEqual([4, 1]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("gives up when it is ended", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    try {
      const { client, calls } = failing(Infinity);
      const end = redisSubscribe(
        client,
        "news",
        () => undefined,
        () => undefined,
        logger,
      );
      await vi.advanceTimersByTimeAsync(700);
      end();
      await vi.advanceTimersByTimeAsync(5_000);
      expect(calls()).toBe(2);
    } finally {
      vi.useRealTimers();
    }
  });
});
