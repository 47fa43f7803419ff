import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PresenceView } from "./presence-view.js";
import type { PresenceEntry } from "./presence-store.js";

const entry = (ref: string, userId: string, more: Partial<PresenceEntry> = {}): PresenceEntry => ({
  ref,
  userId,
  node: "n",
  info: null,
  since: 1,
  at: 1,
  ...more,
});

describe("a member", () => {
  it("counts the connections that are there, and one while all are away", () => {
    const view = new PresenceView();
    view.put(entry("a", "1", { away: true }));
    expect(view.member("1")?.connections).toBe(1);
    view.put(entry("b", "1"));
    expect(view.member("1")?.connections).toBe(1);
    view.put(entry("c", "1"));
    expect(view.member("1")?.connections).toBe(2);
  });

  it("shows the newest info, the same on every node", () => {
    const entries = [
      entry("a", "1", { at: 2, info: { n: 1 } }),
      entry("b", "1", { at: 2, info: { n: 2 } }),
      entry("c", "1"),
    ];
    for (const order of [entries, entries.toReversed()]) {
      const view = new PresenceView();
      for (const each of order) view.put(each);
      expect(view.member("1")?.info).toEqual({ n: 2 });
    }
  });
});

it("makes a list once for each state, of the members that have not changed, and leaves lists alone that are on their way", () => {
  const view = new PresenceView();
  for (const user of ["1", "2", "3"]) view.put(entry(user, user));
  const before = view.snapshot("a");
  expect(view.snapshot("b")).toBe(before);
  expect(view.members).toBe(before);
  view.put(entry("2", "2", { info: { n: 2 }, at: 2 }));
  view.remove("3");
  view.put(entry("4", "4"));
  const after = view.snapshot("c");
  expect(after.map(({ id, info }) => [id, info])).toEqual([
    ["1", null],
    ["2", { n: 2 }],
    ["4", null],
  ]);
  expect(after[0]).toBe(before[0]);
  expect(before.map(({ id, info }) => [id, info])).toEqual([
    ["1", null],
    ["2", null],
    ["3", null],
  ]);
});

it("clients that follow from any snapshot agree with the view, and hear of no leave of a member they were never told of", () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant("put"), ref: fc.nat(5), user: fc.nat(2), at: fc.nat(3) }),
    fc.record({ do: fc.constant("remove"), ref: fc.nat(5) }),
    fc.record({ do: fc.constant("tell") }),
    fc.record({ do: fc.constant("follow") }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const view = new PresenceView();
      const followers: Map<string, unknown>[] = [];
      const tell = (): void => {
        const { joined, left, updated, leftFor } = view.takeChanges();
        for (const [at, known] of followers.entries()) {
          for (const member of [...joined, ...updated]) known.set(member.id, member);
          for (const { id } of leftFor.get(String(at)) ?? left) expect(known.delete(id)).toBe(true);
        }
      };
      for (const each of steps) {
        if ("user" in each) {
          const ref = `${String(each.ref)}-${String(each.user)}`;
          view.put(entry(ref, String(each.user), { at: each.at, info: { at: each.at } }));
        } else if ("ref" in each) view.remove(`${String(each.ref)}-${String(each.ref % 3)}`);
        else if (each.do === "tell") tell();
        else {
          const snapshot = view.snapshot(String(followers.length));
          followers.push(new Map(snapshot.map((member) => [member.id, member])));
        }
      }
      tell();
      const now = new Map(view.members.map((member) => [member.id, member]));
      for (const known of followers) expect(known).toEqual(now);
    }),
    { numRuns: 1_000 },
  );
});
