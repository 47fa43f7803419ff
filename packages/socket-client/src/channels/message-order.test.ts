import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createMessageOrder } from "./message-order.js";
import type { MessageOrder, PlacedMessage } from "./message-order.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const at = (offset: number, epoch = "a"): PlacedMessage => ({
  epoch,
  offset,
  event: "said",
  payload: `${epoch}${String(offset)}`,
});

/** An order, and all that it does, in order. */
function start(): { order: MessageOrder; told: string[] } {
  const told: string[] = [];
  const order = createMessageOrder({
    deliver: (_event, payload, { replayed }) => told.push(`${String(payload)}${replayed ? " replayed" : ""}`),
    gap: (reason) => told.push(`gap ${reason}`),
    missing: () => told.push("missing"),
  });
  return { order, told };
}

/** Joined at the first message of a history. */
function joined(): ReturnType<typeof start> {
  const started = start();
  started.order.answer({ epoch: "a", offset: 1, recovered: false, missed: [] });
  return started;
}

test("what comes live waits for the answer to a rejoin, and comes after what was missed", () => {
  const { order, told } = joined();
  order.wait();
  order.live(at(4));
  expect(told).toEqual([]);
  order.answer({ epoch: "a", offset: 3, recovered: true, missed: [at(2), at(3)] });
  expect(told).toEqual(["a2 replayed", "a3 replayed", "a4"]);
});

test("a history that began anew is one gap, also where a message of it comes before the answer", () => {
  const { order, told } = joined();
  order.wait();
  order.live(at(3, "b"));
  order.answer({ epoch: "b", offset: 3, recovered: false, missed: [] });
  order.live(at(4, "b"));
  expect(told).toEqual(["gap epoch", "b3", "b4"]);
  expect(order.position()).toEqual({ epoch: "b", offset: 4 });
});

test("the same message is delivered once, however often and by whichever way it comes", () => {
  const { order, told } = joined();
  order.live(at(2));
  order.live(at(2));
  order.wait();
  order.live(at(3));
  order.answer({ epoch: "a", offset: 3, recovered: true, missed: [at(2), at(3)] });
  order.live(at(3));
  expect(told).toEqual(["a2", "a3"]);
});

test("a message that was overtaken is waited for, and asked for when it does not come", () => {
  const { order, told } = joined();
  order.live(at(3));
  order.live(at(2));
  expect(told).toEqual(["a2", "a3"]);
  order.live(at(6));
  vi.advanceTimersByTime(49);
  expect(told).toEqual(["a2", "a3"]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual(["a2", "a3", "missing"]);
  order.answer({ epoch: "a", offset: 6, recovered: true, missed: [at(4), at(5), at(6)] });
  expect(told.slice(3)).toEqual(["a4 replayed", "a5 replayed", "a6"]);
});

test("a late message of an epoch that is over is dropped, and begins no other", () => {
  const { order, told } = joined();
  order.live(at(2));
  order.live(at(1, "b"));
  order.live(at(3, "a"));
  order.live(at(2, "b"));
  expect(told).toEqual(["a2", "gap epoch", "b1", "b2"]);
});

test("the first message of a history that was empty is no gap", () => {
  const { order, told } = start();
  order.answer({ epoch: "~a", offset: 0, recovered: false, missed: [] });
  order.live(at(1, "b"));
  expect(told).toEqual(["b1"]);
});
