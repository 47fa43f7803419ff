import { clock, replaceClock } from "@carillon/socket-contract/server";
import { afterEach, expect, test } from "vitest";
import { WindowCounter } from "./window-counter.js";

let now = 0;
const restore = replaceClock({ ...clock, elapsed: () => now });
afterEach(restore);

test("allows so many points in a window that begins with the first of them", () => {
  const counter = new WindowCounter(2, 100);
  expect(counter.take("ada")).toEqual({ allowed: true, retryAfterMs: 100, used: 1 });
  now = 60;
  expect(counter.take("ada")).toEqual({ allowed: true, retryAfterMs: 40, used: 2 });
  expect(counter.take("ada")).toEqual({ allowed: false, retryAfterMs: 40, used: 3 });
  expect(counter.take("bob")).toEqual({ allowed: true, retryAfterMs: 100, used: 1 });
  now = 100;
  expect(counter.take("ada")).toEqual({ allowed: true, retryAfterMs: 100, used: 1 });
  expect(counter.take("bob")).toEqual({ allowed: true, retryAfterMs: 60, used: 2 });
});
