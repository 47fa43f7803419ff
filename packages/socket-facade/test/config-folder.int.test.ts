import { config, SocketServiceProvider } from "@carillon/socket-facade";
import { expect, test } from "vitest";
import { ConfigFolder } from "../src/config/config-folder.js";
import { temporaryFolder } from "./temporary-folder.js";

const files = {
  "config/app.js":
    "export default { port: 3000, name: 'Chat', mail: { from: 'ada@example.org' }, debug: false };",
  "config/cache.cjs": "module.exports = { store: 'redis' };",
  "config/late.mjs": "export default await Promise.resolve({ port: 1 });",
  "package.json": JSON.stringify({ type: "module" }),
};

test("a key is a file and the way inside of it", () => {
  using folder = temporaryFolder(files);
  const read = new ConfigFolder(folder.path);
  expect(read.get("app.port")).toBe(3000);
  expect(read.get("app.mail.from")).toBe("ada@example.org");
  expect(read.get("app.debug", true)).toBe(false);
  expect(read.get("cache.store")).toBe("redis");
  expect(read.get("cache")).toEqual({ store: "redis" });
});

test("a fallback stands for what is missing, and has() tells", () => {
  using folder = temporaryFolder(files);
  const read = new ConfigFolder(folder.path);
  expect(read.get("app.host", "localhost")).toBe("localhost");
  expect(read.get("nothing.at.all", 7)).toBe(7);
  expect(read.get<unknown>("app.host", undefined)).toBeUndefined();
  expect([read.has("app.port"), read.has("app.host"), read.has("nothing.here")]).toEqual([
    true,
    false,
    false,
  ]);
});

test.each([
  ["app.prot", 'config/app.js has no "prot"; did you mean "port"?'],
  ["app.port.number", 'config/app.js has no "number".'],
  ["app.toString", 'config/app.js has no "toString". Known there: port, name, mail, debug.'],
  ["mail.from", "there is no config/mail.{ts,mts,js,mjs,cjs} in"],
  ["", 'config.get takes a file\'s name and a key with a dot between them, such as "app.port"; got "".'],
  ["app..port", 'such as "app.port"; got "app..port".'],
  [undefined, 'such as "app.port"; got number.'],
  [
    "late.port",
    "(root)/config/late.mjs awaits at its top level, and config.get cannot wait. Await before, and export the value.",
  ],
])("%j is told", (key, message) => {
  using folder = temporaryFolder(files);
  expect(() => new ConfigFolder(folder.path).get<unknown>(key ?? (7 as never))).toThrow(
    message.replace("(root)", folder.path),
  );
});

test("the provider's root is where config looks", async () => {
  using folder = temporaryFolder(files);
  await SocketServiceProvider({ root: folder.path }).register();
  expect(config.get("app.name")).toBe("Chat");
  await SocketServiceProvider({ root: process.cwd() }).register();
  expect(config.has("app.name")).toBe(false);
});
