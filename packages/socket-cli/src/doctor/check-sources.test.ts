import { expect, test } from "vitest";
import { trapsIn } from "./check-sources.js";

test.each([
  ["app/a.js", "socket.on('x', (payload) => socket.join(payload.room));", "socket.join is Socket.IO's own"],
  ["app/a.js", "socket.join(`orders.${payload.id}`);", "socket.join is Socket.IO's own"],
  ["app/a.js", 'await Socket.broadcast(payload.room, "chat", {});', "A client names the room"],
  ["app/a.js", "io.use(async (socket, next) => { await check(socket); next(); });", "does not catch"],
  ["web/main.ts", "const socket = io('/', { query: { token } });", "A token in the URL"],
  ["web/main.ts", "import { createClient } from 'carillon';", "bundles the server"],
])("%s: %s", (name, text, message) => {
  expect(trapsIn(name, `\n${text}`)).toEqual([
    expect.objectContaining({ message: expect.stringContaining(message) as string, where: `${name}:2` }),
  ]);
});

test.each([
  ["app/a.js", "// socket.join(payload.room)"],
  ["app/a.js", 'socket.join("lobby");'],
  ["app/a.js", 'if (context.rooms.has(payload.room)) await Socket.broadcast(payload.room, "chat", {});'],
  ["app/a.js", "import { Route } from 'carillon';"],
  [
    "web/main.ts",
    "import type { Contract } from 'carillon';\nimport { createClient } from 'carillon/client';",
  ],
])("no trap in %s: %s", (name, text) => {
  expect(trapsIn(name, text)).toEqual([]);
});
