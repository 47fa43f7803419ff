import type { NotificationItem, NotificationPage } from "@carillon/socket-contract";
import { expect, test } from "vitest";
import { createStore } from "../store.js";
import { createKeeper } from "./notification-keeper.js";
import type { Notifications } from "./notifications.js";

const item = (cursor: string): NotificationItem => ({
  id: `id-${cursor}`,
  type: "Said",
  data: null,
  createdAt: 0,
  readAt: null,
  cursor,
});

test.each([
  ["counts on top of an answer that does not hold it", [item("4")], 1],
  ["is not counted twice where the answer holds it", [item("4"), item("5")], 2],
])("a push that overtakes the answer to a list %s", async (_what, notifications, unread) => {
  const store = createStore<Notifications>({ items: [], unread: 0, status: "idle", hasMore: false });
  let answer: (page: NotificationPage) => void = () => undefined;
  const keeper = createKeeper(
    store,
    () => new Promise((resolve) => (answer = resolve as typeof answer)),
    () => undefined,
  );
  const caughtUp = keeper.catchUp();
  keeper.received("notification:new", item("5"));
  const newest = notifications.at(-1)?.cursor ?? "";
  answer({ notifications, unread, newest, oldest: "4", hasMore: false, reset: false });
  await caughtUp;
  expect(store.getSnapshot()).toMatchObject({
    status: "ready",
    unread: 2,
    items: [{ cursor: "5" }, { cursor: "4" }],
  });
});
