import { expect, it } from "vitest";
import { stormOnTwoNodes } from "./storm/two-nodes.js";

it("delivers every message once and in order while connections are cut and a node is killed", async () => {
  const { own } = await stormOnTwoNodes({ clients: 30, durationMs: 4_000, everyMs: 50 });
  expect(own.wrong).toEqual([]);
  expect(own.gaps).toBe(0);
  expect(own.connections).toBeGreaterThan(30);
  expect(own.delivered).toBe(own.expected);
});
