import { isSocketException } from "@carillon/socket-contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseUserRoom } from "./user-room.js";
import type { UserId } from "./user-room.js";

describe("the template", () => {
  it.each(["users.{id}", "u+(s){id}", "{id}.inbox", "a.{id}.b", "$&{id}", "^{id}$"])(
    "%s is usable",
    (template) => {
      const { roomOf, matches } = parseUserRoom(template);
      expect(roomOf("7")).toBe(template.split("{id}").join("7"));
      expect(matches(roomOf("7"))).toBe(true);
    },
  );

  it.each(["", "users", "users.{uuid}", "{id}{id}", "a.{id}.b.{id}", "{id}", "users.{id}.{device}", "{id}}"])(
    "%s is refused and the message says what to write",
    (template) => {
      expect(() => parseUserRoom(template)).toThrow(/users\.\{id\}/);
    },
  );

  it.each([undefined, null, 7, ["users.{id}"]])("%s is refused", (template) => {
    expect(() => parseUserRoom(template as unknown as string)).toThrow(TypeError);
  });
});

describe("a personal room", () => {
  const { roomOf, matches } = parseUserRoom("users.{id}");

  it.each<[UserId, string]>([
    ["42", "users.42"],
    [42, "users.42"],
    [0, "users.0"],
    [-1, "users.-1"],
    [2n ** 53n + 1n, "users.9007199254740993"],
    ["a.b", "users.a.b"],
    [".*", "users..*"],
    ["$&", "users.$&"],
    ["a$'b", "users.a$'b"],
    ["{id}", "users.{id}"],
    ["__proto__", "users.__proto__"],
    ["👩‍🚀", "users.👩‍🚀"],
  ])("of %s is %s", (id, room) => {
    expect(roomOf(id)).toBe(room);
  });

  it.each([undefined, null, "", NaN, Infinity, 4.5, 2 ** 53, {}, ["42"], Symbol("42"), true])(
    "of %s does not exist",
    (id) => {
      const thrown = attempt(() => roomOf(id as UserId));
      expect(isSocketException(thrown) && thrown.code).toBe("bad_input");
    },
  );

  it.each([
    "users.43",
    "users.042",
    "users.42 ",
    "users.42\n",
    "users.４２",
    "users.42.x",
    "users.",
    "users.{id}",
  ])("has the form of %j", (room) => {
    expect(matches(room)).toBe(true);
  });

  it.each(["USERS.42", "user.42", "xusers.42", "users", "", "orders.users.42"])(
    "has not the form of %j",
    (room) => {
      expect(matches(room)).toBe(false);
    },
  );

  it("is never found in a name too short for both ends", () => {
    expect(parseUserRoom("aa{id}aa").matches("aaa")).toBe(false);
  });
});

it("gives different ids different rooms, whatever is in ids and template", () => {
  const literal = fc.string().filter((text) => text !== "" && !/[{}]/.test(text));
  fc.assert(
    fc.property(literal, fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (prefix, a, b) => {
      const { roomOf, matches } = parseUserRoom(`${prefix}{id}`);
      expect(matches(roomOf(a))).toBe(true);
      expect(roomOf(a) === roomOf(b)).toBe(a === b);
    }),
  );
});

function attempt(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
