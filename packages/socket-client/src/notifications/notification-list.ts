import type { Connection } from "../connection/connection.js";
import { localError } from "../requests/request-error.js";
import type { RequestError } from "../requests/request-error.js";
import { createStore } from "../store.js";
import type { NotificationKeeper } from "./notification-keeper.js";
import type { NotificationList, Notifications } from "./notifications.js";

/** A list, and what its client tells it. */
export interface ConnectedNotificationList extends NotificationList {
  /** Connected: asks for the newest ones, or for what was missed. */
  up(): void;
  /** Takes a push. */
  received(event: string, payload: unknown): void;
}

/**
 * Makes a user's list: filled at its first use, kept by the pushes, caught up after a reconnect.
 *
 * All that keeps it is a module of its own, which pages load at the first use.
 */
export function createNotificationList(
  connection: Connection,
  request: (event: string, payload: unknown) => Promise<unknown>,
  failed: (error: RequestError) => void,
): ConnectedNotificationList {
  const store = createStore<Notifications>({ items: [], unread: 0, status: "idle", hasMore: false });
  let keeper: NotificationKeeper | undefined;
  let loading: Promise<NotificationKeeper> | undefined;
  let isUsed = false;

  const load = (): Promise<NotificationKeeper> =>
    (loading ??= import("./notification-keeper.js")
      .then(({ createKeeper }) => createKeeper(store, request, failed))
      .catch(() => {
        // Asked for again at the next use.
        loading = undefined;
        throw localError("disconnected", "notifications:list");
      }));
  /** What the keeper does: at once where it is loaded, else when it is. */
  const call =
    <Name extends keyof NotificationKeeper>(name: Name) =>
    async (...args: Parameters<NotificationKeeper[Name]>): Promise<void> => {
      await ((keeper ??= await load())[name] as (...args: unknown[]) => unknown)(...args);
    };
  const catchUp = call("catchUp");
  const take = call("received");

  function up(): void {
    if (!isUsed) return;
    catchUp().catch((error: unknown) => {
      store.set({ ...store.getSnapshot(), status: "failed" });
      failed(error as RequestError);
    });
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
    markRead: call("markRead"),
    markAllRead: call("markAllRead"),
    loadMore: call("loadMore"),
    up,
    received: (event, payload) => {
      if (isUsed && event.startsWith("notification:")) take(event, payload).catch(() => undefined);
    },
  };
}
