import { expect, test } from "vitest";
import { Printer } from "./printer.js";

function printed(...args: unknown[]): unknown {
  let out = "";
  const printer = new Printer({ cwd: "/", out: (text) => void (out += text), err: () => undefined }, true);
  printer.event({ at: new Date(0), event: "x", args });
  return JSON.parse(out);
}

const time = "1970-01-01T00:00:00.000Z";

test("an event's channel is behind its payload, or in the payload of our own events", () => {
  expect(printed({ id: 7 }, { channel: "orders.7", offset: 3 })).toEqual({
    time,
    channel: "orders.7",
    event: "x",
    payload: { id: 7 },
  });
  const joined = { channel: "lobby", members: [] };
  expect(printed(joined)).toEqual({ time, channel: "lobby", event: "x", payload: joined });
});

test("several arguments are a list, binary data its length", () => {
  expect(printed(1, { a: new Uint8Array(3) })).toEqual({
    time,
    event: "x",
    payload: [1, { a: "<3 bytes>" }],
  });
  expect(printed()).toEqual({ time, event: "x" });
});
