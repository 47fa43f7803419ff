import { EventEmitter } from "node:events";
import { createServer } from "node:http";
import { expect, test } from "vitest";
import { unsendableReason } from "./sendable.js";

function graph(levels: number): unknown {
  let node: unknown = 1;
  for (let level = 0; level < levels; level++) node = [node, node];
  return node;
}

const tooMany = "holds more than a million values";

test("a small graph that stands for too many values is told from one that does not", () => {
  expect(unsendableReason(graph(18))).toBeUndefined();
  expect(unsendableReason(graph(30))).toBe(tooMany);
});

test("cycles end, depth does not matter", () => {
  const cycle: unknown[] = [];
  cycle.push(cycle);
  expect(unsendableReason(cycle)).toBe(tooMany);
  let deep: unknown = 1;
  for (let level = 0; level < 100_000; level++) deep = { deep };
  expect(unsendableReason(deep)).toBeUndefined();
});

test("what writes itself is not looked into, nor is binary data", () => {
  const document = { internals: graph(30), toJSON: () => ({ id: 1 }) };
  expect(unsendableReason([document, { document }])).toBeUndefined();
  expect(unsendableReason(Buffer.alloc(2_000_000))).toBeUndefined();
  expect(unsendableReason({ bytes: new Float64Array(2_000_000) })).toBeUndefined();
  for (const scalar of [undefined, null, 0, "", 1n, Symbol("s")])
    expect(unsendableReason(scalar)).toBeUndefined();
});

test("what belongs to the process is refused at the first look", () => {
  class Orders extends EventEmitter {}
  const server = createServer();
  expect(unsendableReason(server)).toBe("is a Server, which cannot travel");
  expect(unsendableReason({ order: { of: new Orders() } })).toBe("holds an Orders, which cannot travel");
  expect(unsendableReason([new AbortController().signal])).toBe("holds an AbortSignal, which cannot travel");
  expect(unsendableReason(() => 1)).toBe("is a function, which cannot travel");
  class Point {
    x = 1;
  }
  expect(unsendableReason(new Point())).toBeUndefined();
  expect(unsendableReason(Object.create(null))).toBeUndefined();
});
