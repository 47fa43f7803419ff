import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import type { Printer } from "./printer.js";
import { complete, payloadOf, prompt } from "./prompt.js";
import type { Session } from "./session.js";

test("events are completed from what was typed", () => {
  expect(complete("chat:", ["chat:message", "chat:typing", "ping"])).toEqual(["chat:message", "chat:typing"]);
});

test("payloads are JSON, or texts", () => {
  expect(payloadOf('{"a":1}')).toEqual([{ a: 1 }]);
  expect(payloadOf("42")).toEqual([42]);
  expect(payloadOf("hello there")).toEqual(["hello there"]);
  expect(payloadOf("")).toEqual([]);
  expect(() => payloadOf("{a:1}")).toThrow("The payload is no JSON");
});

test("lines become events, and a mistake ends nothing", async () => {
  const input = new PassThrough();
  const did: unknown[] = [];
  const session = {
    send: (event: string, args: unknown[]) => Promise.resolve(void did.push([event, args])),
    join: (channel: string) => Promise.reject(new Error(`${channel} cannot be joined`)),
    leave: (channel: string) => Promise.resolve(void did.push(["leave", channel])),
  } as unknown as Session;
  const printer = { remark: (text: string) => void did.push(text) } as unknown as Printer;
  await new Promise<void>((onEnd) => {
    prompt({ input, output: new PassThrough() }, { session, printer, events: [], onEnd });
    input.write('chat:message {"text":"hi"}\n.join orders.7\nchat:message {oops\n.leave lobby\n');
    setImmediate(() => input.write(".quit\n"));
  });
  expect(did).toHaveLength(4);
  expect(did).toEqual(
    expect.arrayContaining([
      ["chat:message", [{ text: "hi" }]],
      "orders.7 cannot be joined",
      expect.stringContaining("The payload is no JSON"),
      ["leave", "lobby"],
    ]),
  );
});
