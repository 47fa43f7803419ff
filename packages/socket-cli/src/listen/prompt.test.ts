import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { Printer } from "./printer.js";
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
  const said = (text: string): void => void did.push(text.trimEnd());
  const printer = new Printer({ cwd: "/", out: said, err: said }, false);
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

test("what arrives while a person types goes above the line, which stays as it was typed", async () => {
  let screen = "";
  const input = new PassThrough();
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  output.on("data", (text: Buffer) => (screen += text.toString()));
  const write = (text: string): void => void output.write(text);
  const printer = new Printer({ cwd: "/", out: write, err: write }, false);
  const session = {} as unknown as Session;
  const lines = prompt({ input, output }, { session, printer, events: [], onEnd: () => undefined });
  input.write("chat:mes");
  await new Promise(setImmediate);
  expect(lines.line).toBe("chat:mes");
  screen = "";
  printer.event({ at: new Date(0), event: "order:updated", args: [{ id: 7 }] });
  const [line, below] = screen.split("\n");
  expect(line?.startsWith("\u001b[2K\u001b[1G")).toBe(true);
  expect(line).toMatch(/order:updated {2}\{"id":7\}$/);
  expect(below).toContain("> chat:mes");
  lines.close();
  screen = "";
  printer.remark("3 of 4 events came");
  expect(screen).toBe("3 of 4 events came\n");
});
