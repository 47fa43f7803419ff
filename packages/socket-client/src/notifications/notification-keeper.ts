import type { NotificationItem, NotificationPage } from "@carillon/socket-contract";
import type { RequestError } from "../requests/request-error.js";
import type { WritableStore } from "../store.js";
import type { NotificationList, Notifications } from "./notifications.js";

/** What keeps a list up to date. Imports nothing but types, so that it is a file of its own in a page. */
export interface NotificationKeeper {
  readonly markRead: NotificationList["markRead"];
  readonly markAllRead: NotificationList["markAllRead"];
  readonly loadMore: NotificationList["loadMore"];
  /** Asks for the newest ones, or for what was missed. Never rejects. */
  readonly catchUp: () => Promise<void>;
  /** Takes a push. */
  readonly received: (event: string, payload: unknown) => void;
}

/** Makes what keeps a list up to date. */
export function createKeeper(
  store: WritableStore<Notifications>,
  request: (event: string, payload: unknown) => Promise<unknown>,
  failed: (error: RequestError) => void,
): NotificationKeeper {
  const items = new Map<string, NotificationItem>();
  let newest: string | undefined;
  let oldest: string | undefined;
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

  async function catchUp(): Promise<void> {
    const mine = ++run;
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
        } else if (page.hasMore && newest !== after) {
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

  return {
    catchUp,
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
    received: (event, payload) => {
      const item = payload as NotificationItem & { before: string };
      if (typeof (event === "notification:read-all" ? item.before : item.id) !== "string") return;
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
