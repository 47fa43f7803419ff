import { describe, expect, it } from "vitest";
import type { NewNotification, NotificationStore, StoredNotification } from "../src/index.js";

/** A store for one test, and how to end it. */
export interface StoreUnderTest extends AsyncDisposable {
  readonly store: NotificationStore;
}

/** A notification to keep. */
export function newRow(userId: string, id: string, more: Partial<NewNotification> = {}): NewNotification {
  return { userId, id, type: "Test", data: `{"id":${JSON.stringify(id)}}`, createdAt: 1_000, ...more };
}

const everything = { limit: 1_000, unreadOnly: false };
const idsOf = (rows: readonly StoredNotification[]): string[] => rows.map(({ id }) => id);

/** What every store must do. */
export function notificationStoreSuite(name: string, open: () => Promise<StoreUnderTest>): void {
  async function idsIn(store: NotificationStore, userId: string): Promise<string[]> {
    return idsOf((await store.list(userId, everything)).rows);
  }

  describe(`${name} as a notification store`, () => {
    it("keeps what it is given, newest first", async () => {
      await using under = await open();
      const { store } = under;
      const odd = newRow("ü'; --", "x", {
        type: 'T"',
        data: JSON.stringify({ text: "\u0000 \ud800 '); DROP TABLE socket_notifications; -- 🎉" }),
        createdAt: 1_763_720_000_123,
      });
      const positions = await store.create([newRow("a", "1"), odd, newRow("a", "2")]);
      expect(positions.every((position) => typeof position === "number")).toBe(true);
      expect(positions[2]).toBeGreaterThan(positions[0]!);
      const { rows, head } = await store.list("ü'; --", everything);
      expect(rows).toEqual([{ ...odd, readAt: null, position: positions[1] }]);
      expect(head).toBe(positions[1]);
      expect(await idsIn(store, "a")).toEqual(["2", "1"]);
    });

    it("has nothing of a user it never heard of", async () => {
      await using under = await open();
      const { store } = under;
      expect(await store.list("nobody", everything)).toEqual({ rows: [], head: 0 });
      expect(await store.unreadCount("nobody")).toBe(0);
      expect(await store.markRead("nobody", ["1"], 1)).toEqual([]);
      expect(await store.markAllRead("nobody", undefined, 1)).toEqual({ changed: 0, upTo: 0 });
      expect(await store.create([])).toEqual([]);
    });

    it("keeps one of each id for a user, and one for each user", async () => {
      await using under = await open();
      const { store } = under;
      const [first] = await store.create([newRow("a", "1", { data: '"first"' })]);
      const again = await store.create([
        newRow("a", "1", { data: '"second"' }),
        newRow("b", "1"),
        newRow("b", "1"),
      ]);
      expect(again.map((position) => position !== undefined)).toEqual([false, true, false]);
      expect((await store.list("a", everything)).rows).toEqual([
        expect.objectContaining({ id: "1", data: '"first"', position: first }),
      ]);
      expect(await store.unreadCount("b")).toBe(1);
    });

    it("lists by position, whatever the clocks said", async () => {
      await using under = await open();
      const { store } = under;
      const positions: number[] = [];
      for (const [id, createdAt] of [
        ["1", 5_000],
        ["2", 1_000],
        ["3", 5_000],
        ["4", 5_000],
      ] as const) {
        positions.push((await store.create([newRow("a", id, { createdAt })]))[0]!);
      }
      const page = async (query: object): Promise<string[]> =>
        idsOf((await store.list("a", { ...everything, ...query })).rows);
      expect(await page({ after: 0 })).toEqual(["1", "2", "3", "4"]);
      expect(await page({ after: positions[1] })).toEqual(["3", "4"]);
      expect(await page({ after: positions[0], limit: 2 })).toEqual(["2", "3"]);
      expect(await page({ after: positions[3] })).toEqual([]);
      expect(await page({ before: positions[2] })).toEqual(["2", "1"]);
      expect(await page({ limit: 3 })).toEqual(["4", "3", "2"]);
      await store.markRead("a", ["2", "4"], 9);
      expect(await page({ unreadOnly: true })).toEqual(["3", "1"]);
      expect(await page({ unreadOnly: true, after: positions[0] })).toEqual(["3"]);
    });

    it("marks as read what is unread and the user's own, once", async () => {
      await using under = await open();
      const { store } = under;
      await store.create([newRow("a", "1"), newRow("a", "2"), newRow("b", "3")]);
      expect(await store.markRead("a", ["2", "3", "4", "2"], 77)).toEqual(["2"]);
      expect(await store.markRead("a", ["2"], 99)).toEqual([]);
      expect((await store.list("a", everything)).rows.map(({ readAt }) => readAt)).toEqual([77, null]);
      expect([await store.unreadCount("a"), await store.unreadCount("b")]).toEqual([1, 1]);
    });

    it("marks all as read up to a position, and nothing beyond", async () => {
      await using under = await open();
      const { store } = under;
      const [, second, third] = await store.create(["1", "2", "3"].map((id) => newRow("a", id)));
      await store.create([newRow("b", "1")]);
      expect(await store.markAllRead("a", second, 5)).toEqual({ changed: 2, upTo: second });
      expect(await store.unreadCount("a")).toBe(1);
      expect(await store.markAllRead("a", Number.MAX_SAFE_INTEGER, 6)).toEqual({ changed: 1, upTo: third });
      expect(await store.markAllRead("a", undefined, 7)).toEqual({ changed: 0, upTo: third });
      expect((await store.list("a", everything)).rows.map(({ readAt }) => readAt)).toEqual([6, 5, 5]);
      expect(await store.unreadCount("b")).toBe(1);
    });

    it("deletes what is old, keeps the unread where asked, and uses no position twice", async () => {
      await using under = await open();
      const { store } = under;
      const rows = [1, 2, 3, 4].map((n) => newRow("a", String(n), { createdAt: n * 1_000 }));
      const positions = await store.create(rows);
      await store.markRead("a", ["1", "3", "4"], 9);
      expect(await store.prune(4_000, true, 10)).toBe(2);
      expect(await idsIn(store, "a")).toEqual(["4", "2"]);
      expect(await store.prune(9_000, false, 1)).toBe(1);
      expect(await store.prune(9_000, false, 5)).toBe(1);
      const { head } = await store.list("a", everything);
      expect(head).toBe(positions[3]);
      const [next] = await store.create([newRow("a", "5")]);
      expect(next).toBeGreaterThan(positions[3]!);
    });

    it("shows no position before all lower ones", async () => {
      await using under = await open();
      const { store } = under;
      const seen: string[] = [];
      let cursor = 0;
      const progress = { isDone: false };
      const writing = Promise.all(
        Array.from({ length: 60 }, async (_, n) => {
          await store.create([newRow("a", `w${String(n)}`), newRow(`b${String(n % 3)}`, `w${String(n)}`)]);
        }),
      ).finally(() => (progress.isDone = true));
      for (let isLast = false; ;) {
        const { rows } = await store.list("a", { ...everything, after: cursor });
        seen.push(...idsOf(rows));
        cursor = rows.at(-1)?.position ?? cursor;
        if (isLast) break;
        isLast = progress.isDone;
        await new Promise((resolve) => setImmediate(resolve));
      }
      await writing;
      expect(new Set(seen).size).toBe(60);
      expect(seen).toHaveLength(60);
    });

    it("counts and lists ten thousand unread", async () => {
      await using under = await open();
      const { store } = under;
      for (let at = 0; at < 10_000; at += 1_000) {
        await store.create(Array.from({ length: 1_000 }, (_, n) => newRow("a", String(at + n))));
      }
      expect(await store.unreadCount("a")).toBe(10_000);
      const { rows } = await store.list("a", { limit: 50, unreadOnly: true });
      expect(rows).toHaveLength(50);
      expect(rows[0]?.id).toBe("9999");
      expect((await store.markAllRead("a", rows[0]!.position - 1, 5)).changed).toBe(9_999);
      expect(await store.unreadCount("a")).toBe(1);
    });
  });
}
