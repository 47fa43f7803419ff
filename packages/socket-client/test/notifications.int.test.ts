import { Notification } from "@carillon/socket-notifications";
import { waitFor } from "@carillon/socket-testing";
import { expect, it } from "vitest";
import { startApp } from "./start-app.js";
import type { App } from "./start-app.js";

class Said extends Notification {
  readonly n: number;
  constructor(n: number) {
    super();
    this.n = n;
  }
  override toDatabase(): object {
    return { n: this.n };
  }
}

async function startNotifying(): Promise<App> {
  return startApp(({ route }) => route.notifications());
}

const shown = (list: { getSnapshot(): { items: readonly { data: unknown }[] } }): number[] =>
  list.getSnapshot().items.map(({ data }) => (data as { n: number }).n);

it("is filled by the list, kept by the pushes, and caught up after a reconnect", async () => {
  await using app = await startNotifying();
  for (const n of [1, 2]) await app.socket.notify({ id: "7" }, new Said(n));
  const client = app.client();
  const list = client.notifications();
  expect(client.notifications()).toBe(list);
  expect(list.getSnapshot()).toEqual({ items: [], unread: 0, status: "idle", hasMore: false });
  list.subscribe(() => undefined);
  await waitFor(() => list.getSnapshot().status === "ready");
  expect([shown(list), list.getSnapshot().unread]).toEqual([[2, 1], 2]);
  const [, oldest] = list.getSnapshot().items;
  await app.socket.notify({ id: "7" }, new Said(3));
  await waitFor(() => list.getSnapshot().unread === 3);
  expect(shown(list)).toEqual([3, 2, 1]);
  expect(list.getSnapshot().items[2]).toBe(oldest);
  app.proxy.refuse();
  app.proxy.cut();
  await waitFor(() => client.status.getSnapshot().is === "waiting");
  for (let n = 4; n <= 120; n++) await app.socket.notify({ id: "7" }, new Said(n));
  app.proxy.accept();
  await waitFor(() => list.getSnapshot().unread === 120);
  expect(shown(list)).toEqual(Array.from({ length: 120 }, (_, at) => 120 - at));
});

it("loads older ones", async () => {
  await using app = await startNotifying();
  for (let n = 1; n <= 120; n++) await app.socket.notify({ id: "7" }, new Said(n));
  const list = app.client().notifications();
  list.subscribe(() => undefined);
  await waitFor(() => list.getSnapshot().status === "ready");
  expect([list.getSnapshot().items.length, list.getSnapshot().unread, list.getSnapshot().hasMore]).toEqual([
    50,
    120,
    true,
  ]);
  await list.loadMore();
  await list.loadMore();
  expect([list.getSnapshot().items.length, list.getSnapshot().hasMore]).toEqual([120, false]);
  expect(shown(list).at(-1)).toBe(1);
});

it("is the same on all of a user's devices", async () => {
  await using app = await startNotifying();
  const [phone, laptop] = [app.client().notifications(), app.client().notifications()];
  for (const list of [phone, laptop]) list.subscribe(() => undefined);
  await waitFor(() => [phone, laptop].every((list) => list.getSnapshot().status === "ready"));
  for (const n of [1, 2, 3]) await app.socket.notify({ id: "7" }, new Said(n));
  await waitFor(() => [phone, laptop].every((list) => list.getSnapshot().unread === 3));
  const second = phone.getSnapshot().items[1]!;
  const done = phone.markRead(second.id);
  expect(phone.getSnapshot().unread).toBe(2);
  await done;
  await waitFor(() => laptop.getSnapshot().unread === 2);
  expect(laptop.getSnapshot().items.map(({ readAt }) => readAt !== null)).toEqual([false, true, false]);
  await laptop.markAllRead();
  await waitFor(() => phone.getSnapshot().unread === 0);
  expect(phone.getSnapshot().items.every(({ readAt }) => readAt !== null)).toBe(true);
});

it("takes back what the server refuses", async () => {
  await using app = await startNotifying();
  const client = app.client();
  const list = client.notifications();
  list.subscribe(() => undefined);
  await waitFor(() => list.getSnapshot().status === "ready");
  await app.socket.notify({ id: "7" }, new Said(1));
  await waitFor(() => list.getSnapshot().unread === 1);
  app.proxy.refuse();
  app.proxy.cut();
  await waitFor(() => client.status.getSnapshot().is === "waiting");
  await expect(list.markAllRead()).rejects.toMatchObject({ code: "offline" });
  await expect(list.markRead(list.getSnapshot().items[0]!.id)).rejects.toMatchObject({ code: "offline" });
  expect(list.getSnapshot()).toMatchObject({ unread: 1, items: [{ readAt: null }] });
});

it("laravel/echo#482: an item that is listed already is not listed twice", async () => {
  await using app = await startNotifying();
  const client = app.client();
  const list = client.notifications();
  list.subscribe(() => undefined)();
  list.subscribe(() => undefined);
  await waitFor(() => list.getSnapshot().status === "ready");
  await app.socket.notify({ id: "7" }, new Said(1));
  await waitFor(() => list.getSnapshot().unread === 1);
  const [item] = list.getSnapshot().items;
  await app.socket.toUser("7").emit("notification:new", item);
  await app.socket.notify({ id: "7" }, new Said(2));
  await waitFor(() => list.getSnapshot().unread === 2);
  expect(shown(list)).toEqual([2, 1]);
});
