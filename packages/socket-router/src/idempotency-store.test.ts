import type { RedisClient } from "@carillon/socket-contract/server";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MemoryIdempotencyStore, RedisIdempotencyStore } from "./index.js";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

test("in memory: claim, answer, release, end of life, and a bound", () => {
  const store = new MemoryIdempotencyStore(2);
  expect(store.begin("a", 100)).toBeUndefined();
  expect(store.begin("a", 100)).toBe("running");
  store.finish("a", 0, 100);
  expect(store.begin("a", 100)).toEqual({ reply: 0 });
  vi.setSystemTime(Date.now() + 101);
  expect(store.begin("a", 100)).toBeUndefined();
  store.release("a");
  expect(store.begin("a", 100)).toBeUndefined();
  store.begin("b", 100);
  store.begin("c", 100);
  // The oldest is forgotten.
  expect(store.begin("c", 100)).toBe("running");
  expect(store.begin("a", 100)).toBeUndefined();
});

test("ioredis is spoken to as well", async () => {
  const sent: string[][] = [];
  const client = {
    call(command: string, ...args: string[]): Promise<unknown> {
      sent.push([command, ...args]);
      return Promise.resolve(null);
    },
  };
  const store = new RedisIdempotencyStore(client as unknown as RedisClient, "p:");
  // A claim that ended between the two commands is still running as far as one can tell.
  expect(await store.begin("k", 5)).toBe("running");
  await store.finish("k", 1, 5);
  await store.release("k");
  expect(sent).toEqual([
    ["SET", "p:k", "running", "PX", "5", "NX"],
    ["GET", "p:k"],
    ["SET", "p:k", '{"reply":1}', "PX", "5"],
    ["DEL", "p:k"],
  ]);
});
