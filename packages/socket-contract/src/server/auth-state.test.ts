import { expect, test } from "vitest";
import { authStateOf, stampAuthState } from "./index.js";

test("a stamp is read back, replaced, and not enumerable", () => {
  const socket: Record<string, unknown> = { id: "x" };
  expect(authStateOf(socket)).toBeUndefined();
  const state = { identity: { user: { id: 1 }, id: "1" }, guard: "api" };
  stampAuthState(socket, state);
  expect(authStateOf(socket)).toBe(state);
  expect(JSON.stringify(socket)).toBe('{"id":"x"}');
  expect(Object.keys(socket)).toEqual(["id"]);
  expect({ ...socket }).toEqual({ id: "x" });
  stampAuthState(socket, { identity: null, guard: null });
  expect(authStateOf(socket)?.identity).toBeNull();
});

test("a stamp on a prototype counts for no object", () => {
  const parent = {};
  stampAuthState(parent, { identity: null, guard: "api" });
  expect(authStateOf(Object.create(parent) as object)).toBeUndefined();
});
