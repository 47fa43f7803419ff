import type { NotificationItem } from "@carillon/socket-contract";
import { expect, test, vi } from "vitest";
import type { Connection } from "../connection/connection.js";
import type { RequestError } from "../requests/request-error.js";
import { createNotificationList } from "./notification-list.js";

const loading = vi.hoisted(() => ({ fails: true }));
vi.mock("./notification-keeper.js", async (original) => {
  const keeper = await original<Record<string, unknown>>();
  return {
    ...keeper,
    // A file that a deployment has removed rejects as a whole; here it is what the module holds.
    get createKeeper(): unknown {
      if (loading.fails) throw new Error("404");
      return keeper["createKeeper"];
    },
  };
});

const item = (id: string, cursor: string): NotificationItem => ({
  id,
  type: "Said",
  data: null,
  createdAt: 0,
  readAt: null,
  cursor,
});

test("a part that cannot be loaded is told, and is loaded at the next connection", async () => {
  const errors: RequestError[] = [];
  const connection = { use: () => undefined, isUp: () => true } as Partial<Connection> as Connection;
  const page = { newest: "1", oldest: "1", hasMore: false, reset: false, unread: 1 };
  const list = createNotificationList(
    connection,
    () => Promise.resolve({ ...page, notifications: [item("a", "1")] }),
    (error) => errors.push(error),
  );
  list.subscribe(() => undefined);
  await vi.waitFor(() => {
    expect(list.getSnapshot().status).toBe("failed");
  });
  expect(errors).toMatchObject([{ code: "disconnected", event: "notifications:list" }]);
  await expect(list.markAllRead()).rejects.toMatchObject({ code: "disconnected", retryable: true });

  loading.fails = false;
  list.up();
  await vi.waitFor(() => {
    expect(list.getSnapshot()).toMatchObject({ status: "ready", unread: 1, items: [{ id: "a" }] });
  });
  list.received("notification:new", item("b", "2"));
  expect(list.getSnapshot()).toMatchObject({ unread: 2, items: [{ id: "b" }, { id: "a" }] });
});
