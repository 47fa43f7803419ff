import { expect, test } from "vitest";
import * as scale from "./index.js";

test("what the package offers", () => {
  expect(Object.keys(scale).sort()).toEqual([
    "Emitter",
    "RedisConnection",
    "adapterNames",
    "connectRedis",
    "needsServer",
    "scaleServer",
  ]);
});
