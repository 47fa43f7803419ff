import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { IdempotentRequest } from "./idempotency-store.js";
import { MemoryIdempotencyStore } from "./memory-idempotency-store.js";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

function request(key: string, owner = "user 1"): IdempotentRequest {
  return { key: `${owner} ${key}`, owner, isAnonymous: !owner.startsWith("user"), fingerprint: key };
}

test("claim, answer, release, end of life", () => {
  const store = new MemoryIdempotencyStore();
  const a = request("a");
  expect(store.begin(a, 100)).toBeUndefined();
  expect(store.begin({ ...a, fingerprint: "other" }, 100)).toEqual({ fingerprint: "a", answer: undefined });
  store.finish(a, 0, 100);
  expect(store.begin(a, 100)).toEqual({ fingerprint: "a", answer: { reply: 0 } });
  vi.advanceTimersByTime(101);
  expect(store.begin(a, 100)).toBeUndefined();
  store.release(a);
  expect(store.begin(a, 100)).toBeUndefined();
});

test("one owner's keys never push out another's", () => {
  const store = new MemoryIdempotencyStore({ maxKeys: 100, maxKeysPerOwner: 10 });
  const victim = request("payment", "user victim");
  store.finish(victim, "charged", 1_000);
  for (let n = 0; n < 10_500; n++) {
    store.begin(request(String(n)), 1_000);
    store.finish(request(String(n)), n, 1_000);
  }
  expect(store.begin(victim, 1_000)).toMatchObject({ answer: { reply: "charged" } });
  expect(store.begin(request("10499"), 1_000)).toMatchObject({ answer: { reply: 10_499 } });
  expect(store.begin(request("10489"), 1_000)).toBeUndefined();
});

test("anonymous clients push out anonymous answers alone, however many ids they make up", () => {
  const store = new MemoryIdempotencyStore({ maxKeys: 100, maxKeysPerOwner: 10 });
  const user = request("payment");
  store.finish(user, "charged", 1_000);
  for (let n = 0; n < 1_000; n++) {
    const made = request("a", `client ${String(n)}`);
    store.begin(made, 1_000);
    store.finish(made, n, 1_000);
  }
  expect(store.begin(user, 1_000)).toMatchObject({ answer: { reply: "charged" } });
  expect(store.begin(request("a", "client 0"), 1_000)).toBeUndefined();
});

test("a running request never leaves; one too many is refused", () => {
  const store = new MemoryIdempotencyStore({ maxKeys: 5, maxKeysPerOwner: 3 });
  for (const key of ["a", "b", "c"]) store.begin(request(key), 1_000);
  expect(() => store.begin(request("d"), 1_000)).toThrow(
    expect.objectContaining({ code: "too_many_requests", retryable: true }),
  );
  for (const key of ["a", "b"]) store.begin(request(key, "user 2"), 1_000);
  expect(() => store.begin(request("a", "user 3"), 1_000)).toThrow(
    expect.objectContaining({ code: "unavailable", retryable: true }),
  );
  for (const key of ["a", "b", "c"]) expect(store.begin(request(key), 1_000)?.answer).toBeUndefined();
  store.release(request("a"));
  expect(store.begin(request("d"), 1_000)).toBeUndefined();
});

test("answers are bounded in bytes, of one owner and of all", () => {
  const store = new MemoryIdempotencyStore({ maxBytes: 2_500, maxBytesPerOwner: 1_000 });
  const answered = (key: string, owner?: string): boolean => {
    const known = store.begin(request(key, owner), 1_000);
    if (known === undefined) store.release(request(key, owner));
    return known?.answer !== undefined;
  };
  store.finish(request("a"), "x".repeat(600), 1_000);
  store.finish(request("b"), "x".repeat(600), 1_000);
  expect(["a", "b"].map((key) => answered(key))).toEqual([false, true]);
  store.finish(request("huge"), "x".repeat(2_000), 1_000);
  expect(["b", "huge"].map((key) => answered(key))).toEqual([false, true]);
  store.finish(request("c", "user 2"), "x".repeat(900), 1_000);
  expect([answered("huge"), answered("c", "user 2")]).toEqual([false, true]);
});

test("bounds are whole numbers", () => {
  expect(() => new MemoryIdempotencyStore({ maxKeys: 0 })).toThrow(
    expect.objectContaining({ code: "E_BAD_OPTION" }),
  );
});
