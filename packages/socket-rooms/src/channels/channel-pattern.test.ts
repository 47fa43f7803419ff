import { createContext, Script } from "node:vm";
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
    ["log.{y}-{m}-{d}", "log.2026-11-21-a", { y: "2026", m: "11", d: "21-a" }],
    ["x{a}-{b}y.{c}", "x--y-y.z", { a: "-", b: "y-", c: "z" }],
    ["{a}-{b}.{c}", "--1.2", { a: "-", b: "1", c: "2" }],
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
    ["log.{y}-{m}", "log.2026-"],
    ["log.{y}-{m}", "log.-11"],
    ["log.{y}-{m}", "log.2026"],
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

const literal = fc.stringMatching(/^[ab-]{1,2}$/);
const params = fc.array(literal, { maxLength: 5 });
const segment = fc.tuple(fc.option(literal, { nil: "" }), params, fc.option(literal, { nil: "" }));

/** Patterns of up to three segments with up to six parameters each, and the texts that confuse them most. */
const patterns = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => {
  let count = 0;
  const parts = segments.map(
    ([start, inner, end]) =>
      `${start}{p${String(count++)}}${inner.map((text) => `${text}{p${String(count++)}}`).join("")}${end}`,
  );
  const texts = segments.map(([start, inner]) => ({ start, fill: inner.join("") || "a" }));
  return { pattern: `log.${parts.join(".")}`, texts };
});

it("several parameters in a segment match whenever there is a way to divide it", () => {
  const name = fc.stringMatching(/^[ab.-]{1,9}$/);
  fc.assert(
    fc.property(patterns, name, ({ pattern }, text) => {
      const { match } = parseChannelPattern(pattern);
      const anyDivision = new RegExp(`^${pattern.replace(/\./g, "\\.").replace(/\{\w+\}/g, "[^.:/]+")}$`);
      const found = match(`log.${text}`);
      expect(found !== undefined).toBe(anyDivision.test(`log.${text}`));
      if (found === undefined) return;
      expect(pattern.replace(/\{(\w+)\}/g, (_whole, key: string) => found[key] ?? "")).toBe(`log.${text}`);
    }),
    { numRuns: 3_000 },
  );
});

it("any pattern is matched in time that grows with the name's length alone", () => {
  fc.assert(
    fc.property(patterns, ({ pattern, texts }) => {
      const { match } = parseChannelPattern(pattern);
      for (let length = 50; length <= 51_200; length *= 4) {
        const name = `log.${texts.map(({ start, fill }) => start + fill.repeat(length)).join(".")}!`;
        expect(Math.min(...[1, 2, 3].map(() => cpuMs(() => match(name))))).toBeLessThan(250);
      }
    }),
    // A failure is as good as a smaller one, which would take long to find.
    { numRuns: 100, endOnFailure: true },
  );
});

const interruptible = new Script("work()");
const context = createContext({ work: (): unknown => undefined });

/** What other processes do does not count. What would run for hours is interrupted, which nothing but `vm` can do. */
function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage();
  context["work"] = work;
  interruptible.runInContext(context, { timeout: 30_000 });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
