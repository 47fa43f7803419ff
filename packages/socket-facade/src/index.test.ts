import { expect, test } from "vitest";
import * as facade from "./index.js";

test("what the package offers", () => {
  expect(Object.keys(facade).sort()).toEqual([
    "Route",
    "Socket",
    "SocketManager",
    "SocketServiceProvider",
    "config",
    "createRealtime",
    "defineSocketsConfig",
    "getSocketManager",
    "loadSocketsConfig",
    "log",
    "scopeSocketManagers",
    "setSocketManager",
    "setSocketsConfig",
    "withEnvironment",
  ]);
});
