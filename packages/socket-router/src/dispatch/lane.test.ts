import fc from "fast-check";
import { expect, test } from "vitest";
import { Lane } from "./lane.js";

test("runs one at a time and in order, whichever way tasks end", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 50 }), async (isAsync) => {
      const steps: string[] = [];
      const lane = new Lane((task: number) => {
        steps.push(`begin ${String(task)}`);
        function end(): void {
          steps.push(`end ${String(task)}`);
          lane.leave();
        }
        if (isAsync[task]) queueMicrotask(end);
        else end();
      });
      isAsync.forEach((_kind, task) => {
        lane.enter(task);
      });
      await new Promise((resolve) => setImmediate(resolve));
      expect(steps).toEqual(
        isAsync.flatMap((_kind, task) => [`begin ${String(task)}`, `end ${String(task)}`]),
      );
    }),
  );
});

test("100,000 synchronous tasks do not pile up on the stack, and cleared ones never run", () => {
  let ran = 0;
  const lane = new Lane(() => {
    ran++;
    if (ran > 1) lane.leave();
  });
  for (let task = 0; task < 100_000; task++) lane.enter(task);
  expect([ran, lane.waiting]).toEqual([1, 99_999]);
  lane.leave();
  expect([ran, lane.waiting]).toEqual([100_000, 0]);
  const held = new Lane(() => void ran++);
  held.enter(1);
  held.enter(2);
  expect(held.clear()).toEqual([2]);
  held.leave();
  expect(ran).toBe(100_001);
});
