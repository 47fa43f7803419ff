import { EventEmitter, once } from "node:events";
import { expect, it } from "vitest";
import { Turns } from "./turns.js";

it("runs at once where nobody waits, without a promise", () => {
  const turns = new Turns();
  expect(turns.take("a", () => 7)).toBe(7);
  expect(turns.size).toBe(0);
});

it("keeps the order on one key, also after a failure, and forgets the key", async () => {
  const turns = new Turns();
  const log: string[] = [];
  const gate = new EventEmitter();
  const first = turns.take("a", async () => {
    await once(gate, "open");
    log.push("join");
    throw new Error("refused");
  });
  const second = turns.take("a", () => log.push("leave"));
  await turns.take("b", () => log.push("elsewhere"));
  gate.emit("open");
  await expect(first).rejects.toThrow("refused");
  await second;
  expect(log).toEqual(["elsewhere", "join", "leave"]);
  await Promise.resolve();
  await new Promise(setImmediate);
  expect(turns.size).toBe(0);
});
