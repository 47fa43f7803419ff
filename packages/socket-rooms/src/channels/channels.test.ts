import { describe, expect, it } from "vitest";
import type { ChannelRule } from "./channel-rule.js";
import { Channels } from "./channels.js";

const yes = (): boolean => true;

describe("which rule decides", () => {
  it("is the one with the most literal text, whatever the order of definition", () => {
    const names = ["orders.{id}", "orders.new", "{kind}.new", "orders.{id}.items"];
    for (const order of [names, names.toReversed()]) {
      const channels = new Channels();
      for (const name of order) channels.define(name, yes);
      expect(channels.list()).toEqual(["orders.{id}.items", "orders.new", "orders.{id}", "{kind}.new"]);
      expect(channels.match("orders.new")?.pattern.source).toBe("orders.new");
      expect(channels.match("orders.7")?.params).toEqual({ id: "7" });
      expect(channels.match("other")).toBeUndefined();
      expect(channels.overlaps.join("\n")).toContain('"orders.new" and "orders.{id}"');
    }
  });

  it("is not left to chance: the same pattern twice is an error", () => {
    const channels = new Channels().define("orders.{id}", yes);
    expect(() => channels.define("orders.{orderId}", yes)).toThrow('already defined as "orders.{id}"');
  });
});

describe("a rule", () => {
  class OrderChannel implements ChannelRule<{ orderId: string }> {
    readonly guards = ["api"];
    join(_context: unknown, { orderId }: { orderId: string }): boolean {
      return orderId === "1" && this.guards.length === 1;
    }
  }

  it.each([
    ["function", (): boolean => true],
    ["async function", async (): Promise<boolean> => Promise.resolve(true)],
    ["object", { join: yes }],
    ["class", OrderChannel],
    ["instance", new OrderChannel()],
  ])("can be a %s", (_kind, rule) => {
    const match = new Channels().define("orders.{orderId}", rule).match("orders.1");
    expect(match?.rule.join).toBeTypeOf("function");
  });

  it("written as a class is made once and keeps its this", () => {
    const rule = new Channels().define("orders.{orderId}", OrderChannel).match("orders.1")?.rule;
    expect(rule?.join?.({} as never, { orderId: "1" })).toBe(true);
    expect(rule?.guards).toEqual(["api"]);
  });

  it.each([undefined, null, {}, { join: true }, 7, "x"])(
    "%s is refused and the message says what to write",
    (rule) => {
      expect(() => new Channels().define("orders.{id}", rule as never)).toThrow('channel("orders.{id}", ');
    },
  );
});

describe("the selector of a re-check", () => {
  const channels = new Channels().define("orders.{id}", yes).define("lobby", yes);
  const match = (name: string) => channels.match(name) ?? expect.fail();

  it("takes a pattern or one name", () => {
    expect(channels.selector("orders.{id}")(match("orders.1"))).toBe(true);
    expect(channels.selector("orders.{id}")(match("lobby"))).toBe(false);
    expect(channels.selector("orders.1")(match("orders.1"))).toBe(true);
    expect(channels.selector("orders.1")(match("orders.2"))).toBe(false);
  });

  it("helps with a mistyped one", () => {
    expect(() => channels.selector("order.{id}")).toThrow('did you mean "orders.{id}"?');
  });
});

it("guests and presence together are refused when the rule is defined", () => {
  const define = (): unknown =>
    new Channels().define("orders.{id}", { join: yes, guests: true, presence: true });
  expect(define).toThrow(expect.objectContaining({ code: "E_CHANNEL_GUESTS_PRESENCE" }));
  expect(() =>
    new Channels().define("orders.{id}", { join: yes, guests: true, presence: false }),
  ).not.toThrow();
});

it.each([
  ["orders/:id", "orders/{id}"],
  ["teams.:team.rooms.:room", "teams.{team}.rooms.{room}"],
  ["orders.*", "orders.{name}"],
])("%s, the syntax of another router, is refused with what to write", (pattern, meant) => {
  expect(() => new Channels().define(pattern, yes)).toThrow(
    expect.objectContaining({
      code: "E_CHANNEL_PATTERN",
      message: expect.stringContaining(`"${meant}"`) as string,
    }),
  );
});
