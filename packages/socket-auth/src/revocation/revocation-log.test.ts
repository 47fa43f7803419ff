import { describe, expect, it } from "vitest";
import { RevocationLog } from "./revocation-log.js";

describe("Revocations", () => {
  it("tells what came after a number, by user and by session", () => {
    const revocations = new RevocationLog();
    const before = revocations.last;
    revocations.add({ userId: 42 });
    revocations.add({ sessionId: "s1" });
    expect(revocations.since(before, { id: "42" })).toBe(true);
    expect(revocations.since(before, { id: "43", sessionId: "s1" })).toBe(true);
    expect(revocations.since(before, { id: "43", sessionId: "s2" })).toBe(false);
    expect(revocations.since(before, { id: "s1", sessionId: "42" })).toBe(false);
    expect(revocations.since(revocations.last, { id: "42" })).toBe(false);
  });

  it("tells what came after a point in time", () => {
    const revocations = new RevocationLog();
    revocations.add({ userId: "42" });
    expect(revocations.sinceTime(Date.now(), { id: "42" })).toBe(true);
    expect(revocations.sinceTime(Date.now() + 60_000, { id: "42" })).toBe(false);
    expect(revocations.sinceTime(Date.now(), { id: "43" })).toBe(false);
  });

  it("counts what it forgot as revoked, and keeps to its capacity", () => {
    const revocations = new RevocationLog(3);
    for (let id = 1; id <= 5; id += 1) revocations.add({ userId: id });
    expect(revocations.since(0, { id: "99" })).toBe(true);
    expect(revocations.since(2, { id: "99" })).toBe(false);
    expect(revocations.since(2, { id: "5" })).toBe(true);
  });
});
