import { describe, expect, it, vi } from "vitest";
import { RevocationLog } from "./revocation-log.js";

/** Notes a revocation of this moment. */
function revoke(log: RevocationLog, target: Parameters<RevocationLog["add"]>[0]["target"], ageMs = 0): void {
  log.add({ id: crypto.randomUUID(), target }, ageMs);
}

describe("RevocationLog", () => {
  it("tells what came after a moment, by user and by session", () => {
    const log = new RevocationLog();
    const before = log.now();
    revoke(log, { userId: 42 });
    revoke(log, { sessionId: "s1" });
    expect(log.since(before, { id: "42" })).toBe(true);
    expect(log.since(before, { id: "43", sessionId: "s1" })).toBe(true);
    expect(log.since(before, { id: "43", sessionId: "s2" })).toBe(false);
    expect(log.since(before, { id: "s1", sessionId: "42" })).toBe(false);
    expect(log.since(log.now(), { id: "42" })).toBe(false);
  });

  it("knows that a revocation which arrives late was decided before", () => {
    const log = new RevocationLog();
    const before = log.now();
    revoke(log, { userId: 42 }, 60_000);
    expect(log.since(before, { id: "42" })).toBe(false);
    expect(log.within(30_000, { id: "42" })).toBe(false);
    expect(log.within(90_000, { id: "42" })).toBe(true);
    expect(log.within(90_000, { id: "43" })).toBe(false);
  });

  it("counts a revocation once, and forgets a later one for no earlier one", () => {
    vi.useFakeTimers();
    try {
      const log = new RevocationLog();
      const { at } = log.now();
      expect(log.add({ id: "a", target: { userId: 1 } }, 500)).toBe(at - 500);
      expect(log.add({ id: "a", target: { userId: 1 } }, 0)).toBeUndefined();
      expect(log.add({ id: "b", target: { userId: 1 } }, 900)).toBeUndefined();
      expect(log.add({ id: "c", target: { userId: 1 } }, 100)).toBe(at - 100);
      vi.advanceTimersByTime(100);
      expect(log.kept()).toEqual([{ id: "c", target: { userId: 1 }, ageMs: 200 }]);
    } finally {
      vi.useRealTimers();
    }
  });

  it.each([-600_000, 600_000])("holds where the machine's clock is set by %i ms", (byMs) => {
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      const log = new RevocationLog();
      const before = log.now();
      vi.setSystemTime(Date.now() + byMs);
      revoke(log, { userId: 42 });
      expect(log.since(before, { id: "42" })).toBe(true);
      vi.setSystemTime(Date.now() + byMs);
      expect(log.since(log.now(), { id: "42" })).toBe(false);
      expect(log.within(60_000, { id: "42" })).toBe(true);
      expect(log.kept()[0]?.ageMs).toBeLessThan(60_000);
    } finally {
      vi.useRealTimers();
    }
  });

  it("counts what it forgot as revoked, and keeps to its capacity", () => {
    const log = new RevocationLog(3);
    const start = log.now();
    for (let id = 1; id <= 5; id += 1) revoke(log, { userId: id });
    expect(log.kept()).toHaveLength(3);
    expect(log.since(start, { id: "99" })).toBe(true);
    expect(log.since({ ...start, number: 2 }, { id: "99" })).toBe(false);
    expect(log.since({ ...start, number: 2 }, { id: "5" })).toBe(true);
    expect(log.within(1_000, { id: "99" })).toBe(true);
  });
});
