import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { open, Said, users } from "../test/service.js";
import { MemoryNotificationStore } from "./index.js";

describe("lists", () => {
  test("a cursor that is ahead of the store brings the newest page", async () => {
    const { notifications } = open();
    await notifications.notify({ id: 1 }, new Said());
    const { newest } = await notifications.list(1);
    await notifications.notify({ id: 1 }, new Said());
    expect(await notifications.list(1, { after: newest })).toMatchObject({
      reset: false,
      notifications: [{}],
    });
    const ahead = await notifications.list(1, { after: "1zzzzzzzzzz" });
    expect(ahead).toMatchObject({ reset: true, notifications: [{}, {}] });
    expect(await notifications.list(1, { after: ahead.newest })).toMatchObject({
      reset: false,
      notifications: [],
    });
  });

  test("cursors are in the order of what they stand for", async () => {
    const { notifications } = open();
    for (let n = 0; n < 80; n++) await notifications.notify({ id: 1 }, new Said());
    const cursors = (await notifications.list(1, { limit: 80 })).notifications.map(({ cursor }) => cursor);
    expect([...cursors].sort().reverse()).toEqual(cursors);
  });

  test("an empty one can be continued", async () => {
    const { notifications } = open();
    const empty = await notifications.list(1);
    expect(empty).toEqual({
      notifications: [],
      newest: "00000000000",
      oldest: "00000000000",
      hasMore: false,
      reset: false,
      unread: 0,
    });
    await notifications.notify({ id: 1 }, new Said());
    expect((await notifications.list(1, { after: empty.newest })).notifications).toHaveLength(1);
    expect((await notifications.list(1, { before: empty.oldest })).notifications).toHaveLength(0);
  });

  test("a page before others says nothing of what came since", async () => {
    const { notifications } = open();
    for (let n = 0; n < 4; n++) await notifications.notify({ id: 1 }, new Said());
    const first = await notifications.list(1, { limit: 2 });
    await notifications.notify({ id: 1 }, new Said());
    const second = await notifications.list(1, { limit: 2, before: first.oldest });
    expect(second.newest < first.newest).toBe(true);
  });
});

describe("prune", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000 }));
  afterEach(() => void vi.useRealTimers());

  test("deletes what is old, a thousand at a time", async () => {
    const { notifications, store } = open({ store: new MemoryNotificationStore() });
    void store;
    await notifications.notify(users(2_500), new Said());
    for (const { id } of users(2_400)) await notifications.markAllRead(id);
    vi.setSystemTime(1_060_000);
    await notifications.notify(users(1), new Said());
    expect(await notifications.prune({ olderThanMs: 60_001 })).toBe(0);
    expect(await notifications.prune({ olderThanMs: 59_999 })).toBe(2_400);
    expect(await notifications.prune({ olderThanMs: 59_999, keepUnread: false })).toBe(100);
    expect(await notifications.unreadCount(0)).toBe(1);
  });

  test.each([-1, NaN, "1 day", undefined])("refuses an age of %s", async (olderThanMs) => {
    const { notifications } = open();
    await expect(notifications.prune({ olderThanMs: olderThanMs as number })).rejects.toThrow("olderThanMs");
  });
});
