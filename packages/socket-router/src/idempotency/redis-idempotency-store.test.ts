import type { RedisClient } from "@carillon/socket-contract/server";
import { expect, test } from "vitest";
import type { IdempotentRequest } from "./idempotency-store.js";
import { RedisIdempotencyStore } from "./redis-idempotency-store.js";

const request: IdempotentRequest = { key: "k", owner: "user 1", isAnonymous: false, fingerprint: "f" };

function clientOf(answers: readonly unknown[]): { client: RedisClient; sent: string[][] } {
  const sent: string[][] = [];
  const left = [...answers];
  const client = {
    call(command: string, ...args: string[]): Promise<unknown> {
      sent.push([command, ...args]);
      return Promise.resolve(left.shift());
    },
  };
  return { client: client as unknown as RedisClient, sent };
}

test("all keys of an owner have one prefix and one cluster slot", async () => {
  const { client, sent } = clientOf(["OK"]);
  const store = new RedisIdempotencyStore(client, { prefix: "p:" });
  expect(await store.begin(request, 5)).toBeUndefined();
  await store.finish(request, 1, 5);
  await store.release(request);
  const names = [sent[0]?.[1], sent[1]?.[3], sent[1]?.[4], sent[2]?.[1]];
  for (const name of names) expect(name).toMatch(/^p:\{[\w-]{43}\}/);
  expect(new Set(names.map((name) => /\{.*\}/.exec(name ?? "")?.[0])).size).toBe(1);
  expect(sent.map(([command]) => command)).toEqual(["SET", "EVAL", "DEL"]);
});

test("a claim that ended between two commands still runs as far as one can tell", async () => {
  const { client } = clientOf([null, null]);
  expect(await new RedisIdempotencyStore(client).begin(request, 5)).toEqual({
    fingerprint: "f",
    answer: undefined,
  });
});

test("a reply of undefined is an answer", async () => {
  const { client } = clientOf([null, '{"fingerprint":"f","isAnswered":true}', null, '{"fingerprint":"g"}']);
  const store = new RedisIdempotencyStore(client);
  expect(await store.begin(request, 5)).toEqual({ fingerprint: "f", answer: { reply: undefined } });
  expect(await store.begin(request, 5)).toEqual({ fingerprint: "g", answer: undefined });
});
