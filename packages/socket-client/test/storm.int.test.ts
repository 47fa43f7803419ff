import { expect, it } from "vitest";
import { stormOnOneNode } from "./storm/one-node.js";

it("delivers every message once and in order while connections are cut, on one node", async () => {
  const { own } = await stormOnOneNode({ clients: 30, durationMs: 4_000, everyMs: 50 });
  expect(own.wrong).toEqual([]);
  expect(own.gaps).toBe(0);
  expect(own.connections).toBeGreaterThan(30);
  expect(own.delivered).toBe(own.expected);
});
