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

/** Sets the title of a terminal, moves its cursor, and turns the order of letters, in 7 and in 8 bits. */
const hostile = "\u001b]0;owned\u0007\u001b[2J\u009b2J\u202e\r\n\u007f";

test.each([true, false])("nothing that a server sends drives the terminal (JSON: %s)", (isJson) => {
  let text = "";
  const write = (part: string): void => void (text += part);
  const printer = new Printer({ cwd: "/", out: write, err: write }, isJson);
  printer.event({ at: new Date(0), event: hostile, args: [{ [hostile]: hostile }, { channel: hostile }] });
  printer.answer(hostile, { ok: false, message: hostile }, 1);
  printer.remark(`refused: ${hostile}`);
  // eslint-disable-next-line no-control-regex -- finding them is the purpose
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(text.split("\n")).toHaveLength(4);
  expect(text).toContain("\\u001b]0;owned\\u0007");
  if (isJson)
    expect(JSON.parse(text.split("\n")[0] ?? "")).toMatchObject({ event: hostile, channel: hostile });
});

test("a payload of any depth is shown, as far as it can be read", () => {
  const deep = JSON.parse("[".repeat(100_000) + "]".repeat(100_000)) as unknown;
  const { payload } = printed({ a: 1, deep }) as { payload: object };
  expect(JSON.stringify(payload)).toMatch(/^\{"a":1,"deep":\[{90,}"…"\]{90,}\}$/);
  let text = "";
  const write = (part: string): void => void (text += part);
  new Printer({ cwd: "/", out: write, err: write }, false).answer("x", { ok: true, data: deep }, 1);
  expect(text).toContain("…");
});
