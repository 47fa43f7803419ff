import { describe, expect, it, test } from "vitest";
import { member } from "./member.js";

const socket = { id: "own", rooms: new Set(["own", "rooms.lobby", "lobby", "a.1.b.2"]) } as never;
const pass = (pattern: string, payload: unknown): unknown =>
  member(pattern)({ socket, payload, next: () => "reply" });

describe("member", () => {
  it.each([
    ["rooms.{room}", { room: "lobby" }],
    ["a.{x}.b.{y}", { x: 1, y: "2" }],
    ["{room}", { room: "rooms.lobby" }],
    ["rooms.lobby", undefined],
  ])("%s lets a member through with %j, without waiting", (pattern, payload) => {
    expect(pass(pattern, payload)).toBe("reply");
  });

  it.each([
    ["rooms.{room}", { room: "other" }],
    ["{room}", { room: "own" }],
    ["rooms.other", undefined],
  ])("%s refuses others with %j", (pattern, payload) => {
    expect(() => pass(pattern, payload)).toThrow(expect.objectContaining({ code: "forbidden_room" }));
  });

  it.each([
    undefined,
    null,
    "lobby",
    {},
    { room: "" },
    { room: ["lobby"] },
    { room: NaN },
    { room: "x.lobby" },
  ])("refuses the payload %j", (payload) => {
    expect(() => pass("rooms.{room}", payload)).toThrow(expect.objectContaining({ code: "bad_input" }));
  });

  it("does not read inherited fields", () => {
    expect(() => pass("rooms.{constructor}", {})).toThrow(expect.objectContaining({ code: "bad_input" }));
  });

  it.each(["", "rooms.{", "{a b}", undefined])("refuses the pattern %j at once", (pattern) => {
    expect(() => member(pattern!)).toThrow("member:rooms.{room}");
  });
});

test("runs behind the payload's schema, so that it checks the room that the handler sees", () => {
  expect(member("rooms.{room}").afterValidation).toBe(true);
});
