import { expect, test } from "vitest";
import { nearestName } from "./nearest-name.js";

test("finds the name that a typo meant", () => {
  expect(nearestName("requred", ["guard", "required"])).toBe("required");
  expect(nearestName("ChatControler", ["ChatController", "OrderController"])).toBe("ChatController");
  expect(nearestName("AUTH", ["auth"])).toBe("auth");
  expect(nearestName("auht", ["throttle", "auth"])).toBe("auth");
});

test("suggests nothing that is far away", () => {
  expect(nearestName("colour", ["path", "cors"])).toBeUndefined();
  expect(nearestName("x", [])).toBeUndefined();
});
