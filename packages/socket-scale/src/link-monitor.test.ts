import { expect, test } from "vitest";
import { LinkMonitor } from "./link-monitor.js";

test("a gap ends once, when the last lost link is back", () => {
  const links = new LinkMonitor();
  const [first, second] = [{}, {}];
  let gaps = 0;
  const stop = links.onGap(() => gaps++);
  links.restored(first);
  expect(gaps).toBe(0);
  links.lost(first);
  links.lost(first);
  links.lost(second);
  links.restored(first);
  expect(gaps).toBe(0);
  links.restored(second);
  expect(gaps).toBe(1);
  links.restored(second);
  expect(gaps).toBe(1);
  stop();
  links.lost(first);
  links.restored(first);
  expect(gaps).toBe(1);
});
