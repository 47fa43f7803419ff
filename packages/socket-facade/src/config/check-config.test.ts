import { MemoryRevocationStore } from "@carillon/socket-auth";
import { MemoryNotificationStore } from "@carillon/socket-notifications";
import { MemoryHistoryStore, MemoryPresenceStore } from "@carillon/socket-rooms";
import { MemoryIdempotencyStore } from "@carillon/socket-router";
import { describe, expect, test } from "vitest";
import { checkConfig } from "./check-config.js";

test("takes the seed's configuration as it stands", () => {
  expect(() => {
    checkConfig({
      enabled: true,
      driver: "socket.io",
      path: "/socket.io",
      cors: { origin: "*" },
      auth: { guard: "api", required: true },
      rooms: { user: "users.{id}" },
      notifications: {
        newEvent: "notification:new",
        readEvent: "notification:read",
        readAllEvent: "notification:read-all",
      },
    });
  }).not.toThrow();
});

describe("refuses by name", () => {
  test.each([
    [{ pth: "/x" }, 'there is no sockets.pth; did you mean "path"?'],
    [{ auth: { requred: true } }, 'there is no sockets.auth.requred; did you mean "required"?'],
    [{ colour: 1 }, "there is no sockets.colour. Known here: enabled, driver"],
    [{ enabled: "yes" }, "sockets.enabled must be true or false."],
    [{ driver: "ws" }, 'sockets.driver must be "socket.io".'],
    [{ path: "socket.io" }, 'sockets.path must be a path such as "/socket.io".'],
    [{ auth: true }, "sockets.auth must be an object."],
    [{ auth: { guard: 1 } }, "sockets.auth.guard must be a non-empty string."],
    [{ rooms: { max: 0 } }, "sockets.rooms.max must be a whole number of at least 1."],
    [
      { rooms: { limits: { pending: 0 } } },
      "sockets.rooms.limits.pending must be a whole number of at least 1.",
    ],
    [{ logger: {} }, "sockets.logger must be a logger with debug, info, warn and error."],
    [{ engine: { cork: 1 } }, "sockets.engine.cork must be true or false."],
    [{ engine: { crok: true } }, 'there is no sockets.engine.crok; did you mean "cork"?'],
    [{ timeoutMs: -1 }, "sockets.timeoutMs must be a number of milliseconds, 0 or more."],
    [{ cors: "*" }, 'sockets.cors must be an object such as { origin: "https://app.example.org" }.'],
    [
      { auth: { allowedOrigins: "https://app.example.org" } },
      'sockets.auth.allowedOrigins must be an array such as ["https://app.example.org"], or a function.',
    ],
    [{ auth: { recheck: { ttlMs: -1 } } }, 'sockets.auth.recheck must be "always" or { ttlMs }.'],
    [{ auth: { recheck: { ttlMs: 1, ttl: 1 } } }, 'sockets.auth.recheck must be "always" or { ttlMs }.'],
    [{ rooms: { presence: { graceMs: 1 } } }, "sockets.rooms.presence must be a store"],
    [{ rooms: { history: { size: 1 } } }, "sockets.rooms.history must be a store"],
    [{ notifications: { newEvent: "connect" } }, "sockets.notifications.newEvent must be an event name that"],
    [
      { notifications: { readEvent: "error:socket" } },
      "sockets.notifications.readEvent must be an event name",
    ],
    [{ notifications: { newEvent: "notification:read" } }, "must have different names"],
    [{ notifications: { newEvent: "a", readEvent: "a" } }, "must have different names"],
    [{ notifications: { store: { create() {} } } }, "sockets.notifications.store must be a store"],
    [{ contract: { clients: {} } }, 'there is no sockets.contract.clients; did you mean "client"?'],
    [
      { redis: {} },
      'sockets.redis must be a URL such as "redis://127.0.0.1:6379", or a connected client of redis or ioredis.',
    ],
    [{ idempotencyStore: {} }, "sockets.idempotencyStore must be a store"],
    [null, "sockets must be an object."],
    [[], "sockets must be an object."],
    [{ ["__proto__x"]: 1 }, "there is no sockets.__proto__x"],
    [JSON.parse('{"__proto__": {}}') as object, "there is no sockets.__proto__"],
    [{ constructor: {} }, "there is no sockets.constructor"],
  ])("%j", (config, message) => {
    expect(() => {
      checkConfig(config);
    }).toThrow(message);
  });
});

test("keys that are undefined count as left out", () => {
  expect(() => {
    checkConfig({ path: undefined, auth: { guard: undefined } });
  }).not.toThrow();
});

test("takes the stores that the packages bring", () => {
  const stores = {
    auth: { revocations: new MemoryRevocationStore() },
    rooms: { presence: new MemoryPresenceStore(), history: new MemoryHistoryStore() },
    notifications: { store: new MemoryNotificationStore() },
    idempotencyStore: new MemoryIdempotencyStore(),
  };
  expect(() => {
    checkConfig(stores);
  }).not.toThrow();
});
