import { expect, test } from "vitest";
import { isReservedClientEvent, isSocketIoName, reservedReason } from "./reserved-events.js";

test.each([
  "connect",
  "connection",
  "connect_error",
  "disconnect",
  "disconnecting",
  "error",
  "newListener",
  "removeListener",
])("%s is Socket.IO's", (name) => {
  expect(isSocketIoName(name)).toBe(true);
  expect(reservedReason(name)).toMatch(/belongs to Socket\.IO.*"app:/);
});

test.each(["auth:refresh", "channel:join", "presence:state", "error:socket", "server:draining"])(
  "%s is Carillon's",
  (name) => {
    expect(isSocketIoName(name)).toBe(false);
    expect(reservedReason(name)).toMatch(/Carillon itself.*"app:/);
  },
);

test.each(["chat:message", "toString", "__proto__", "notifications:read", "Connect", ""])(
  "%j is free",
  (name) => {
    expect(reservedReason(name)).toBeUndefined();
  },
);

test("Carillon answers some events itself", () => {
  expect(
    ["auth:refresh", "channel:join", "presence:state", "connect", "chat:message"].filter(
      isReservedClientEvent,
    ),
  ).toEqual(["auth:refresh", "channel:join"]);
});
