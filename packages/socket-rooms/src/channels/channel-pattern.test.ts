import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseChannelPattern, patternsOverlap } from "./channel-pattern.js";

describe("a pattern", () => {
  it.each([
    ["lobby", "lobby", {}],
    ["orders.{orderId}", "orders.12", { orderId: "12" }],
    ["teams.{team}.rooms.{room}", "teams.a.rooms.b", { team: "a", room: "b" }],
    ["chat:{a}/{b}", "chat:1/2", { a: "1", b: "2" }],
    ["lobby-{n}", "lobby-1-2", { n: "1-2" }],
    ["a+(b){x}$", "a+(b)7$", { x: "7" }],
    ["orders.{__proto__}", "orders.12", { ["__proto__"]: "12" }],
  ])("%s matches %s", (pattern, name, params) => {
    expect(parseChannelPattern(pattern).match(name)).toEqual(params);
  });

  it.each([
    ["orders.{id}", "orders.1.secret"],
    ["orders.{id}", "orders."],
    ["orders.{id}", "xorders.1"],
    ["orders.{id}", "orders.1:2"],
    ["orders.{id}", "ORDERS.1"],
    ["orders.{id}.x", "orders.1.y"],
    ["a.b", "aXb"],
    ["lobby", "lobby2"],
  ])("%s does not match %j", (pattern, name) => {
    expect(parseChannelPattern(pattern).match(name)).toBeUndefined();
  });

  it.each(["", "{room}", "{a}{b}", "x.{a}{b}", "x.{a}.{a}", "x.{", "x.}", "x.{a b}", "x.{1a}"])(
    "%j is refused and the message says what to write",
    (pattern) => {
      expect(() => parseChannelPattern(pattern)).toThrow(/orders\.\{orderId\}/);
    },
  );
});

describe("two patterns", () => {
  it.each([
    ["orders.{id}", "orders.new"],
    ["a.{x}.c", "a.b.{y}"],
    ["{x}.c", "a.{y}"],
    ["lobby-{n}", "lobby-{n}-x"],
    ["lobby", "lobby"],
  ])("%s and %s can match one name", (a, b) => {
    expect([patternsOverlap(a, b), patternsOverlap(b, a)]).toEqual([true, true]);
  });

  it.each([
    ["orders.{id}", "orders.{id}.items"],
    ["orders.{id}", "users.{id}"],
    ["a.{x}", "a:{x}"],
    ["x-{n}", "y-{n}"],
  ])("%s and %s cannot", (a, b) => {
    expect([patternsOverlap(a, b), patternsOverlap(b, a)]).toEqual([false, false]);
  });
});

it("gives back what a name was made of", () => {
  const part = fc.string({ minLength: 1 }).filter((text) => !/[.:/]/.test(text));
  const { match } = parseChannelPattern("teams.{team}.rooms.{room}");
  fc.assert(
    fc.property(part, part, (team, room) => {
      expect(match(`teams.${team}.rooms.${room}`)).toEqual({ team, room });
    }),
  );
});
