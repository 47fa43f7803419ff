import { waitFor } from "@carillon/socket-testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HistoryStore } from "../src/index.js";

/** A store for one test, and how to end it. */
export interface HistoryUnderTest extends AsyncDisposable {
  readonly store: HistoryStore;
  /** How many rooms or keys it holds. */
  size(): number | Promise<number>;
}

const options = { size: 5, ttlMs: 60_000 };
const text = (n: number): string => JSON.stringify(["said", { n }]);

/** What every history store must do. */
export function historyStoreSuite(name: string, open: () => Promise<HistoryUnderTest>): void {
  describe(`${name} as a history store`, () => {
    it("hands out what came after a position, whole and in order", async () => {
      await using under = await open();
      const { store } = under;
      const start = await store.since("x", undefined, options);
      expect(start).toEqual({ epoch: start.epoch, offset: 0, recovered: false, missed: [] });
      const { epoch } = await store.append("x", text(1), options);
      for (const n of [2, 3]) {
        expect(await store.append("x", text(n), options)).toEqual({ epoch, offset: n });
      }
      await store.append("y", text(9), options);
      expect(await store.since("x", { epoch, offset: 1 }, options)).toEqual({
        epoch,
        offset: 3,
        recovered: true,
        missed: [2, 3].map((n) => ({ offset: n, event: "said", payload: { n } })),
      });
      expect(await store.since("x", { epoch, offset: 3 }, options)).toMatchObject({
        recovered: true,
        missed: [],
      });
    });

    it("keeps nothing for rooms in which nothing was published, and follows on from there", async () => {
      await using under = await open();
      const { store } = under;
      const start = await store.since("made up 0", undefined, options);
      const size = await under.size();
      for (let n = 1; n < 50; n++) await store.since(`made up ${String(n)}`, undefined, options);
      expect(await under.size()).toBe(size);
      expect(start.epoch).toMatch(/^~/);
      expect(start.epoch.length).toBeLessThanOrEqual(64);
      expect(await store.since("made up 0", start, options)).toMatchObject({ recovered: true, missed: [] });
      const { epoch } = await store.append("made up 0", text(1), options);
      expect(await store.since("made up 0", start, options)).toEqual({
        epoch,
        offset: 1,
        recovered: true,
        missed: [{ offset: 1, event: "said", payload: { n: 1 } }],
      });
      await store.reset("made up 0");
      expect((await store.since("made up 0", start, options)).recovered).toBe(false);
    });

    it("hands out nothing where it would be a part", async () => {
      await using under = await open();
      const { store } = under;
      const { epoch } = await store.append("x", text(1), options);
      for (let n = 2; n <= 8; n++) await store.append("x", text(n), options);
      const none = { epoch, offset: 8, recovered: false, missed: [] };
      for (const position of [
        { epoch, offset: 2 },
        { epoch, offset: 9 },
        { epoch: "another", offset: 5 },
      ]) {
        expect(await store.since("x", position, options)).toEqual(none);
      }
      expect((await store.since("x", { epoch, offset: 3 }, options)).missed).toHaveLength(5);
    });

    it("hands out nothing of what is too old", async () => {
      await using under = await open();
      const { store } = under;
      const brief = { size: 5, ttlMs: 80 };
      const { epoch } = await store.append("x", text(1), brief);
      await waitFor(async () => !(await store.since("x", { epoch, offset: 0 }, brief)).recovered);
      await store.append("x", text(2), brief);
      expect((await store.since("x", { epoch, offset: 0 }, brief)).recovered).toBe(false);
      expect((await store.since("x", { epoch, offset: 1 }, brief)).missed).toHaveLength(1);
    });

    it("starts a new epoch after a reset", async () => {
      await using under = await open();
      const { store } = under;
      const before = await store.append("x", text(1), options);
      await store.reset("x");
      const after = await store.append("x", text(2), options);
      expect(after.offset).toBe(1);
      expect(after.epoch).not.toBe(before.epoch);
      expect((await store.since("x", { ...before, offset: 0 }, options)).recovered).toBe(false);
    });

    it("never hands out a part, whatever is asked for", async () => {
      await using under = await open();
      const { store } = under;
      let round = 0;
      const cases = fc.asyncProperty(
        fc.nat(12),
        fc.nat(14),
        fc.integer({ min: 1, max: 8 }),
        async (sent, from, size) => {
          const room = `room ${String(++round)}`;
          const some = { size, ttlMs: 60_000 };
          const { epoch } = await store.since(room, undefined, some);
          for (let n = 1; n <= sent; n++) await store.append(room, text(n), some);
          const { recovered, missed } = await store.since(room, { epoch, offset: from }, some);
          expect(recovered).toBe(from <= sent && sent - from <= size);
          expect(missed.map(({ offset }) => offset)).toEqual(
            recovered ? Array.from({ length: sent - from }, (_v, at) => from + at + 1) : [],
          );
        },
      );
      await fc.assert(cases, { numRuns: 60 });
    });

    it("keeps any text", async () => {
      await using under = await open();
      const { store } = under;
      const payload = { text: "a b\n\u2028 👩‍🚀 \u0000", list: [[], {}, null] };
      const { epoch } = await store.append("a b:c\n", JSON.stringify(["x y", payload]), options);
      const { missed } = await store.since("a b:c\n", { epoch, offset: 0 }, options);
      expect(missed).toEqual([{ offset: 1, event: "x y", payload }]);
    });
  });
}
