import { expect, test } from "vitest";
import * as surface from "./index.js";

test("the package exports what it says, and nothing else", () => {
  expect(Object.keys(surface).sort()).toMatchInlineSnapshot(`
    [
      "MemoryIdempotencyStore",
      "RedisIdempotencyStore",
      "Router",
      "SocketException",
      "createRouter",
      "isSocketException",
      "limitConnections",
      "networkOf",
      "throttle",
      "throttleHandshakes",
    ]
  `);
});
