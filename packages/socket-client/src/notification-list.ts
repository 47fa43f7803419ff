import type { NotificationItem, NotificationPage } from "@carillon/socket-contract";
import type { Connection } from "./connection.js";
import type { RequestError } from "./request-error.js";
import { createStore } from "./store.js";
import type { Store } from "./store.js";

/** A user's notifications, as far as they were loaded. */
export interface Notifications {
  /** Newest first. */
  readonly items: readonly NotificationItem[];
  /** How many are unread in all, loaded or not. */
  readonly unread: number;
  /** `failed`: the server refused the list; it is asked again at the next connection. */
  readonly status: "idle" | "loading" | "ready" | "failed";
  /** Whether `loadMore()` brings older ones. */
  readonly hasMore: boolean;
}

/** A user's notifications on this connection, the same on all tabs and devices. */
export interface NotificationList extends Store<Notifications> {
  /** @throws RequestError when the server refuses; then it is unread again. */
  markRead(id: string): Promise<void>;
  /** Marks what there is up to now. @throws RequestError when the server refuses; then they are unread again. */
  markAllRead(): Promise<void>;
  /** Loads the next older ones. @throws RequestError when the server refuses. */
  loadMore(): Promise<void>;
}

/** A list, and what its client tells it. */
export interface NotificationKeeper extends NotificationList {
  /** Connected: asks for the newest ones, or for what was missed. */
  up(): void;
  /** Takes a push. */
  received(event: string, payload: unknown): void;
}

/** Makes a user's list: filled at its first use, kept by the pushes, caught up after a reconnect. */
export function createNotifications(
  connection: Connection,
  request: (event: string, payload: unknown) => Promise<unknown>,
  failed: (error: RequestError) => void,
): NotificationKeeper {
  const store = createStore<Notifications>({ items: [], unread: 0, status: "idle", hasMore: false });
  const items = new Map<string, NotificationItem>();
  let newest: string | undefined;
  let oldest: string | undefined;
  let isUsed = false;
  /** Changes with each connection: what was asked on another one no longer counts. */
  let run = 0;

  function tell(change: Partial<Notifications>): void {
    const sorted = [...items.values()].sort((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1));
    store.set({ ...store.getSnapshot(), ...change, items: Object.freeze(sorted) });
  }

  function put(list: readonly NotificationItem[]): void {
    for (const item of list) {
      if (items.get(item.id)?.readAt !== item.readAt) items.set(item.id, Object.freeze(item));
    }
  }

  /** How many are unread behind a cursor. */
  const unreadAfter = (cursor: string): number =>
    [...items.values()].filter((item) => item.readAt === null && (item.cursor ?? "") > cursor).length;

  /** Marks those that are meant as read. Returns them as they were. */
  function mark(isMeant: (item: NotificationItem) => boolean): NotificationItem[] {
    const unread = [...items.values()].filter((item) => item.readAt === null && isMeant(item));
    put(unread.map((item) => ({ ...item, readAt: Date.now() })));
    return unread;
  }

  /** One was read, here or elsewhere; one that is not loaded counts too. */
  function read(id: string): NotificationItem[] {
    const isLoaded = items.has(id);
    const marked = mark((item) => item.id === id);
    tell({ unread: Math.max(0, store.getSnapshot().unread - (isLoaded ? marked.length : 1)) });
    return marked;
  }

  function readAll(before: string): NotificationItem[] {
    const marked = mark(({ cursor }) => cursor !== null && cursor <= before);
    tell({ unread: unreadAfter(before) });
    return marked;
  }

  /** Shows a change at once, and takes it back when the server refuses it. */
  async function optimistically(
    change: () => NotificationItem[],
    event: string,
    payload: object,
  ): Promise<void> {
    const { unread } = store.getSnapshot();
    const marked = change();
    const changed = unread - store.getSnapshot().unread;
    try {
      await request(event, payload);
    } catch (error) {
      put(marked);
      tell({ unread: store.getSnapshot().unread + changed });
      throw error;
    }
  }

  async function catchUp(mine: number): Promise<void> {
    tell({ status: "loading" });
    try {
      for (;;) {
        const after = newest;
        const page = (await request("notifications:list", { after })) as NotificationPage;
        if (mine !== run) return;
        if (page.reset) items.clear();
        put(page.notifications);
        newest = page.newest;
        if (!after || page.reset) {
          oldest = page.oldest;
          tell({ hasMore: page.hasMore });
        } else if (page.hasMore) {
          continue;
        }
        // The answer counts up to `newest`; what was pushed since counts on top of it.
        tell({ status: "ready", unread: page.unread + unreadAfter(newest) });
        return;
      }
    } catch (error) {
      if (mine !== run) return;
      tell({ status: "failed" });
      failed(error as RequestError);
    }
  }

  function up(): void {
    run++;
    if (isUsed) void catchUp(run);
  }

  return {
    ...store,
    subscribe: (listener) => {
      if (!isUsed) {
        isUsed = true;
        connection.use();
        if (connection.isUp()) up();
      }
      return store.subscribe(listener);
    },
    markRead: (id) => optimistically(() => read(id), "notifications:read", { id }),
    markAllRead: async () => {
      const before = store.getSnapshot().items.find(({ cursor }) => cursor)?.cursor ?? newest;
      if (before) await optimistically(() => readAll(before), "notifications:read-all", { before });
    },
    loadMore: async () => {
      const { hasMore } = store.getSnapshot();
      if (!hasMore) return;
      const page = (await request("notifications:list", { before: oldest })) as NotificationPage;
      oldest = page.oldest;
      put(page.notifications);
      tell({ hasMore: page.hasMore });
    },
    up,
    received: (event, payload) => {
      if (!isUsed) return;
      const item = payload as NotificationItem & { before: string };
      if (event === "notification:read") read(item.id);
      if (event === "notification:read-all") readAll(item.before);
      if (event !== "notification:new" || items.has(item.id)) return;
      put([item]);
      tell({ unread: store.getSnapshot().unread + (item.cursor ? 1 : 0) });
    },
  };
}

/** What was not stored has no cursor, and stands before what was. */
function placeOf({ cursor, createdAt }: NotificationItem): string {
  return cursor ?? `~${createdAt}`;
}
