import { expect, test } from "vitest";
import * as auth from "./auth.js";
import * as carillon from "./index.js";
import * as notifications from "./notifications.js";
import * as rooms from "./rooms.js";
import * as router from "./router.js";
import * as testing from "./testing.js";

test("every name that the specification imports is here", () => {
  const seed = [
    "Route",
    "Socket",
    "SocketException",
    "SocketManager",
    "SocketServiceProvider",
    "createSocketAuthMiddleware",
    "log",
    "sanitizePayload",
    "scrubLogContext",
    "scrubTokenString",
    "setSocketManager",
    "setSocketsConfig",
  ];
  expect(Object.keys(carillon)).toEqual(expect.arrayContaining(seed));
});

test("the subpaths are the packages, one instance of each", () => {
  expect(carillon.createAuthenticator).toBe(auth.createAuthenticator);
  expect(carillon.attachRooms).toBe(rooms.attachRooms);
  expect(carillon.Notification).toBe(notifications.Notification);
  expect(carillon.createRouter).toBe(router.createRouter);
  expect(testing.startServer).toBeTypeOf("function");
});
