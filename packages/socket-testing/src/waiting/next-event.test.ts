import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { nextEvent } from "./next-event.js";

it("resolves with everything the event was emitted with, once", async () => {
  const emitter = new EventEmitter();
  const event = nextEvent(emitter, "ring");
  emitter.emit("ring", "a", 1);
  emitter.emit("ring", "b", 2);

  expect(await event).toEqual(["a", 1]);
  expect(emitter.listenerCount("ring")).toBe(0);
});

it("gives up and leaves no listener behind", async () => {
  const emitter = new EventEmitter();
  await expect(nextEvent(emitter, "ring", { timeoutMs: 10 })).rejects.toThrow(
    '"ring" did not come within 10 ms',
  );
  expect(emitter.listenerCount("ring")).toBe(0);
});
