import { tracingChannel } from "node:diagnostics_channel";
import { afterEach, beforeEach, expect, it } from "vitest";
import { SocketException } from "../socket-exception.js";
import { traced, Tracing } from "./tracing.js";
import type { Trace } from "./tracing.js";

const channel = tracingChannel<unknown, Trace>("carillon:test");
const seen: string[] = [];
const keep = (phase: string) => (trace: Trace) => void seen.push(`${phase} ${String(trace.outcome)}`);
const subscribers = {
  start: keep("start"),
  end: keep("end"),
  asyncStart: keep("asyncStart"),
  asyncEnd: keep("asyncEnd"),
  error: keep("error"),
};
const trace = (): Trace => ({ namespace: "/", outcome: undefined });

beforeEach(() => {
  seen.length = 0;
  channel.subscribe(subscribers);
});
afterEach(() => {
  channel.unsubscribe(subscribers);
});

it("ends once, with the outcome that came first", () => {
  const tracing = new Tracing(channel, trace());
  tracing.run(() => void tracing.finish("forbidden"));
  tracing.finish("ok");
  expect(seen).toEqual(["start undefined", "error forbidden", "end forbidden"]);
});

it("says that its synchronous part is over even where that throws", () => {
  const tracing = new Tracing(channel, trace());
  expect(() => {
    tracing.run(() => {
      throw new Error("broken");
    });
  }).toThrow("broken");
  expect(seen).toEqual(["start undefined", "end undefined"]);
});

it("traces a promise and hands on what it resolves to", async () => {
  expect(
    await traced(
      channel,
      trace(),
      () => Promise.resolve(7),
      (value) => `got_${value}`,
    ),
  ).toBe(7);
  expect(seen).toEqual([
    "start undefined",
    "end undefined",
    "error got_7",
    "asyncStart got_7",
    "asyncEnd got_7",
  ]);
});

it("leaves synchronous work synchronous", () => {
  expect(traced(channel, trace(), () => 7)).toBe(7);
  expect(seen).toEqual(["start undefined", "end ok"]);
});

it.each([
  [new SocketException("No", { code: "forbidden" }), "forbidden"],
  [new Error("secret"), "socket_error"],
])("traces what is thrown by its code alone: %s", async (error, code) => {
  const throwing = (): never => {
    throw error;
  };
  expect(() => traced(channel, trace(), throwing)).toThrow(error);
  expect(seen.at(-1)).toBe(`end ${code}`);
  await expect(traced(channel, trace(), () => Promise.reject(error))).rejects.toBe(error);
  expect(seen.at(-1)).toBe(`asyncEnd ${code}`);
});
