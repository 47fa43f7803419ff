import { inspect } from "node:util";
import type { Socket } from "socket.io";
import { takeFromHandshake } from "@carillon/socket-contract/server";
import { describe, expect, it } from "vitest";
import type { Handshake } from "./credentials.js";
import { concealHandshake } from "./masked-handshake.js";

const token = "4242424242";

function concealed(): { original: Handshake; shown: Handshake } {
  const socket = {
    handshake: {
      headers: { authorization: `Bearer ${token}`, cookie: `sid=${token}`, host: "chat.example" },
      time: "now",
      address: "127.0.0.1",
      url: `/socket.io/?token=${token}`,
      query: { token, EIO: "4" },
      auth: { token, theme: "dark" },
    },
  } as unknown as Socket;
  const original = concealHandshake(socket);
  expect(concealHandshake(socket)).toBe(original);
  expect(original.auth).toEqual({ token, theme: "dark" });
  return { original, shown: socket.handshake };
}

const masked = "***REDACTED***";
const expected = {
  headers: { authorization: masked, cookie: masked, host: "chat.example" },
  time: "now",
  address: "127.0.0.1",
  url: `/socket.io/?token=${masked}`,
  query: { token: masked, EIO: "4" },
  auth: { token: masked, theme: "dark" },
};

describe("a concealed handshake", () => {
  it.each([false, true])("gives its joins away, and nothing else (read before: %s)", (isRead) => {
    const join = [{ channel: "news" }];
    const socket = {
      handshake: { url: "/", query: {}, headers: {}, auth: { token, join } },
    } as unknown as Socket;
    const original = concealHandshake(socket);
    if (isRead) expect(socket.handshake.auth["join"]).toEqual(join);
    expect(takeFromHandshake(socket, "token" as "join")).toBeUndefined();
    expect(takeFromHandshake(socket, "join")).toBe(join);
    expect(takeFromHandshake(socket, "join")).toBeUndefined();
    expect(original.auth).toEqual({ token });
    expect(socket.handshake.auth).toEqual({ token: masked });
  });

  it.each([
    [`/socket.io/?%74oken=${token}&EIO=4`, `/socket.io/?token=${masked}&EIO=4`],
    [`/socket.io/?EIO=4&tok%65n=${token}`, `/socket.io/?EIO=4&token=${masked}`],
    [`/socket.io/?EIO=4&%61ccess%5ftoken=${token}`, `/socket.io/?EIO=4&access_token=${masked}`],
    [`/socket.io/?a%20b=c%20d&%zz=1&%0a=2`, `/socket.io/?a%20b=c%20d&%zz=1&%0a=2`],
  ])("masks %s in its URL", (url, shown) => {
    const socket = { handshake: { url, query: {}, headers: {}, auth: {} } } as unknown as Socket;
    concealHandshake(socket);
    expect(socket.handshake.url).toBe(shown);
  });

  it.each<[string, (shown: Handshake) => unknown]>([
    ["JSON", (shown) => JSON.parse(JSON.stringify(shown)) as unknown],
    ["a spread copy", (shown) => ({ ...shown })],
    ["a structured clone", (shown) => structuredClone(shown)],
    ["its entries", (shown) => Object.fromEntries(Object.entries(shown))],
    ["a proxy", (shown) => ({ ...new Proxy(shown, {}) })],
    ["reading it twice", (shown) => ({ ...shown, ...shown })],
  ])("shows everything but the credentials through %s", (_way, look) => {
    expect(look(concealed().shown)).toEqual(expected);
  });

  it("is printed like any object, without hidden ways to the credentials", () => {
    const { shown } = concealed();
    expect(inspect(shown, { breakLength: Infinity })).toBe(inspect(expected, { breakLength: Infinity }));
    for (const handshake of [shown, concealed().shown]) {
      const options = { showHidden: true, getters: true, depth: 9, customInspect: false };
      expect(inspect(handshake, options)).not.toContain(token);
    }
  });

  it("reads through an object that inherits from it", () => {
    const heir = Object.create(concealed().shown) as Handshake;
    expect(heir.auth).toEqual(expected.auth);
  });

  it("keeps what the application writes, and leaves the original alone", () => {
    const { original, shown } = concealed();
    shown.headers["x-trace-id"] = "1";
    shown.auth = { name: "Ada" };
    expect(shown.headers["x-trace-id"]).toBe("1");
    expect(shown.auth).toEqual({ name: "Ada" });
    expect(original.headers).not.toHaveProperty("x-trace-id");
    expect(original.auth).toEqual({ token, theme: "dark" });
  });
});
