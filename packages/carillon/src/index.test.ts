import * as socketAuth from "@carillon/socket-auth";
import * as socketClient from "@carillon/socket-client";
import * as socketContract from "@carillon/socket-contract";
import * as socketReact from "@carillon/socket-react";
import * as socketNotifications from "@carillon/socket-notifications";
import * as socketRooms from "@carillon/socket-rooms";
import * as socketRouter from "@carillon/socket-router";
import * as socketScale from "@carillon/socket-scale";
import * as socketTesting from "@carillon/socket-testing";
import { expect, test } from "vitest";
import manifest from "../package.json" with { type: "json" };
import * as auth from "./auth.js";
import * as client from "./client.js";
import * as contract from "./contract.js";
import * as carillon from "./index.js";
import * as notifications from "./notifications.js";
import * as react from "./react.js";
import * as rooms from "./rooms.js";
import * as router from "./router.js";
import * as scale from "./scale.js";
import * as testing from "./testing.js";

/** Each subpath and the package behind it, whose own test lists what it exports. */
const subpaths = {
  "./auth": [auth, socketAuth],
  "./client": [client, socketClient],
  "./contract": [contract, socketContract],
  "./notifications": [notifications, socketNotifications],
  "./react": [react, socketReact],
  "./rooms": [rooms, socketRooms],
  "./router": [router, socketRouter],
  "./scale": [scale, socketScale],
  "./testing": [testing, socketTesting],
} as const;

test("the package exports what a server needs, and nothing else", () => {
  expect(Object.keys(carillon).sort()).toEqual([
    "MemoryTokenStore",
    "Notification",
    "NotifyError",
    "PostgresNotificationStore",
    "RedisHistoryStore",
    "RedisIdempotencyStore",
    "RedisPresenceStore",
    "Route",
    "Socket",
    "SocketException",
    "SocketManager",
    "SocketServiceProvider",
    "SqliteNotificationStore",
    "SqliteTokenStore",
    "attachRooms",
    "config",
    "createRealtime",
    "createSocketAuthMiddleware",
    "defineContract",
    "defineSocketsConfig",
    "getSocketManager",
    "isSocketException",
    "jwtGuard",
    "loadSocketsConfig",
    "log",
    "passportGuard",
    "sanitizePayload",
    "scrubLogContext",
    "scrubTokenString",
    "sessionGuard",
    "setSocketManager",
    "setSocketsConfig",
    "throttle",
    "tokenGuard",
    "withEnvironment",
  ]);
});

test("every name that the specification imports is there", () => {
  expect(Object.keys(carillon)).toEqual(
    expect.arrayContaining([
      "Route",
      "Socket",
      "SocketException",
      "SocketManager",
      "SocketServiceProvider",
      "config",
      "createSocketAuthMiddleware",
      "log",
      "sanitizePayload",
      "scrubLogContext",
      "scrubTokenString",
      "setSocketManager",
      "setSocketsConfig",
    ]),
  );
});

test("the manifest lists these subpaths", () => {
  const entries = Object.keys(manifest.exports).filter((path) => path !== "." && path !== "./package.json");
  expect(entries.sort()).toEqual(Object.keys(subpaths).sort());
});

test.each(Object.entries(subpaths))(
  "%s is its package, and the same instance of it",
  (_path, [entry, own]) => {
    expect(Object.entries(entry)).toEqual(Object.entries(own));
  },
);
