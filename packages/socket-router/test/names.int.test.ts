import { unhandledDuring, waitFor } from "@carillon/socket-testing";
import { describe, expect, test } from "vitest";
import { createRouter } from "../src/index.js";
import { routed, ways } from "./routed-server.js";

const inherited = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"];

describe.each(ways)("event names, $title", (way) => {
  test("names that every object inherits are unknown, or ordinary routes", async () => {
    await using bare = await routed(way, () => undefined);
    const client = await bare.connect();
    for (const name of inherited) {
      expect(await client.emitWithAck(name), name).toMatchObject({ error: "unknown_event" });
    }
    await using server = await routed(way, (router) => {
      for (const name of inherited) router.socket(name, () => `route ${name}`);
    });
    const other = await server.connect();
    for (const name of inherited) {
      expect(await other.emitWithAck(name)).toEqual({ ok: true, data: `route ${name}` });
    }
  });

  test.each([
    ["empty", ""],
    ["400 kB", "n".repeat(400_000)],
    ["CRLF", "a\r\n[error] forged line"],
    ["ESC", "\u001b[31mred"],
    ["line separator", "a\u2028b\u2029c\u0085d"],
    ["NUL", "a\0b"],
    ["right to left", "a\u202eb"],
    ["lone surrogate", "a\ud800b"],
    ["format string", "%s %o %c %d"],
  ])("%s is one answer and one clean log line", async (_kind, name) => {
    await using server = await routed(way, () => undefined);
    const client = await server.connect();
    expect(await client.emitWithAck(name)).toMatchObject({ error: "unknown_event" });
    expect(server.log).toHaveLength(1);
    const written = String(server.log[0]?.fields["socketEvent"]);
    expect(written.length).toBeLessThan(200);
    // eslint-disable-next-line no-control-regex -- finding them is the purpose
    expect(written).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202e]/);
    expect(written).not.toMatch(/\p{Surrogate}/u);
  });

  test("a numeric name is the same event as its text, and passes the same middleware", async () => {
    let refusals = 0;
    await using server = await routed(way, (router) => {
      router.socket("123", () => "reached", {
        middleware: () => {
          refusals++;
          throw new Error("refused");
        },
      });
    });
    const client = await server.connect();
    expect(await client.emitWithAck("123")).toMatchObject({ error: "socket_error" });
    expect(await client.emitWithAck(123 as unknown as string)).toMatchObject({ error: "socket_error" });
    expect(refusals).toBe(2);
  });

  test.each(["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"])(
    "a forged %s ends the connection or is unknown, and never reaches a hook",
    async (name) => {
      const reached: string[] = [];
      await using server = await routed(way, (router, io) => {
        router.onDisconnect((_socket, reason) => void reached.push(reason));
        io.on("connection", (socket) => socket.on("disconnect", (reason) => reached.push(reason)));
      });
      const client = await server.connect();
      const unhandled = await unhandledDuring(async () => {
        (client as unknown as { io: { engine: { write(data: string): void } } }).io.engine.write(
          `2["${name}","forged reason"]`,
        );
        await waitFor(() => !client.connected);
      });
      expect(unhandled).toEqual([]);
      expect(reached).not.toContain("forged reason");
    },
  );
});

test.each([
  "connect",
  "connection",
  "connect_error",
  "disconnect",
  "disconnecting",
  "newListener",
  "removeListener",
  "error",
])("a route cannot be named %s", (name) => {
  expect(() => createRouter().socket(name, () => undefined)).toThrow(
    `"${name}" belongs to Socket.IO and can be forged by any client; use a name of your own, such as "app:${name}".`,
  );
});
