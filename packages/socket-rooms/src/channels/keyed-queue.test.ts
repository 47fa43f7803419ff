import { EventEmitter, once } from "node:events";
import { expect, it } from "vitest";
import { KeyedQueue } from "./keyed-queue.js";

it("runs at once where nothing waits, without a promise", () => {
  const queue = new KeyedQueue();
  expect(queue.run("a", () => 7)).toBe(7);
  expect(queue.size).toBe(0);
});

it("keeps the order on one key, also after a failure, and forgets the key", async () => {
  const queue = new KeyedQueue();
  const log: string[] = [];
  const gate = new EventEmitter();
  const first = queue.run("a", async () => {
    await once(gate, "open");
    log.push("join");
    throw new Error("refused");
  });
  const second = queue.run("a", () => log.push("leave"));
  await queue.run("b", () => log.push("elsewhere"));
  gate.emit("open");
  await expect(first).rejects.toThrow("refused");
  await second;
  expect(log).toEqual(["elsewhere", "join", "leave"]);
  await Promise.resolve();
  await new Promise(setImmediate);
  expect(queue.size).toBe(0);
});
