import { expect, test } from "vitest";
import { isSendable } from "./sendable.js";

function graph(levels: number): unknown {
  let node: unknown = 1;
  for (let level = 0; level < levels; level++) node = [node, node];
  return node;
}

test("a small graph that stands for too many values is told from one that does not", () => {
  expect(isSendable(graph(18))).toBe(true);
  expect(isSendable(graph(30))).toBe(false);
});

test("cycles end, depth does not matter", () => {
  const cycle: unknown[] = [];
  cycle.push(cycle);
  expect(isSendable(cycle)).toBe(false);
  let deep: unknown = 1;
  for (let level = 0; level < 100_000; level++) deep = { deep };
  expect(isSendable(deep)).toBe(true);
});

test("what writes itself is not looked into, nor is binary data", () => {
  const document = { internals: graph(30), toJSON: () => ({ id: 1 }) };
  expect(isSendable([document, { document }])).toBe(true);
  expect(isSendable(Buffer.alloc(2_000_000))).toBe(true);
  expect(isSendable({ bytes: new Float64Array(2_000_000) })).toBe(true);
  for (const scalar of [undefined, null, 0, "", 1n, Symbol("s"), () => 1])
    expect(isSendable(scalar)).toBe(true);
});
