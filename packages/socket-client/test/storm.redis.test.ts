import { expect, it } from "vitest";
import { stormOnTwoNodes } from "./storm-two-nodes.js";

it("delivers every message once and in order while connections are cut and a node is killed", async () => {
  const { wrong, gaps, connections, delivered } = await stormOnTwoNodes(30, 4_000, 50);
  expect(wrong).toEqual([]);
  expect(gaps).toBe(0);
  expect(connections).toBeGreaterThan(60);
  expect(delivered).toBeGreaterThan(0);
}, 90_000);
