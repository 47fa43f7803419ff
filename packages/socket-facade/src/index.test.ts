import { expect, test } from "vitest";
import * as facade from "./index.js";

test("what the package offers", () => {
  expect(Object.keys(facade).sort()).toEqual([
    "Route",
    "Socket",
    "SocketManager",
    "SocketServiceProvider",
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
