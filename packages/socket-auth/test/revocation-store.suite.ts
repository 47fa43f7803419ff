import { waitFor } from "@carillon/socket-testing";
import { describe, expect, it } from "vitest";
import type { KeptRevocation, RevocationStore } from "../src/index.js";
import { silent } from "./kit.js";

/** What a store under test stands on. */
export interface StoreBed extends AsyncDisposable {
  /** Makes a store that shares what is kept with the others of this bed. */
  make(options?: { maxAgeMs?: number }): RevocationStore;
}

/** What every {@link RevocationStore} does. */
export function testRevocationStore(name: string, lay: () => Promise<StoreBed>): void {
  describe(`a revocation store in ${name}`, () => {
    it("tells those that watch what comes, and the age of what was there before", async () => {
      await using bed = await lay();
      const store = bed.make();
      const early = watch(store);
      await store.add({ id: "a", target: { userId: "42" } });
      await store.add({ id: "b", target: { sessionId: "x:1 2" } });
      await waitFor(() => ["a", "b"].every((each) => early.some(({ id }) => id === each)));
      expect(early.find(({ id }) => id === "a")?.target).toEqual({ userId: "42" });
      expect(early.find(({ id }) => id === "b")?.target).toEqual({ sessionId: "x:1 2" });
      const since = Date.now();
      await waitFor(() => Date.now() > since + 50);
      const late = watch(bed.make());
      await waitFor(() => ["a", "b"].every((each) => late.some(({ id }) => id === each)));
      for (const { ageMs } of late) {
        expect(ageMs).toBeGreaterThanOrEqual(45);
        expect(ageMs).toBeLessThan(60_000);
      }
    });

    it("keeps a number for a user id as its text", async () => {
      await using bed = await lay();
      const store = bed.make();
      await store.add({ id: "a", target: { userId: 42 } });
      const heard = watch(store);
      await waitFor(() => heard.length > 0);
      expect(String((heard[0]?.target as { userId: unknown }).userId)).toBe("42");
    });

    it("forgets what is older than it keeps", async () => {
      await using bed = await lay();
      const store = bed.make({ maxAgeMs: 40 });
      await store.add({ id: "old", target: { userId: "1" } });
      const since = Date.now();
      await waitFor(() => Date.now() > since + 80);
      await store.add({ id: "new", target: { userId: "2" } });
      const heard = watch(store);
      await waitFor(() => heard.length > 0);
      await store.read();
      expect(new Set(heard.map(({ id }) => id))).toEqual(new Set(["new"]));
    });

    it("reads everything, however much there is", async () => {
      await using bed = await lay();
      const store = bed.make();
      const written: unknown[] = [];
      for (let id = 0; id < 2_500; id += 1) {
        written.push(store.add({ id: `r${String(id)}`, target: { userId: id } }));
      }
      await Promise.all(written);
      const heard = watch(store);
      await store.read();
      expect(new Set(heard.map(({ id }) => id)).size).toBe(2_500);
    });
  });
}

function watch(store: RevocationStore): KeptRevocation[] {
  const heard: KeptRevocation[] = [];
  store.watch((revocation) => heard.push(revocation), silent);
  return heard;
}
