import { clientNotification } from "./client-notification.js";
import type { ClientNotification } from "./client-notification.js";
import { cursorOf } from "./cursor.js";
import type { StorePage, StoreQuery } from "../stores/notification-store.js";

/** What a list answers. */
export interface NotificationList {
  /** Newest first, or oldest first for what was missed. */
  readonly notifications: readonly ClientNotification[];
  /** Keep it, and pass it as `after` at the next connection: the reply brings everything that was missed. */
  readonly newest: string;
  /** Pass it as `before` for the next page of a list. */
  readonly oldest: string;
  /** Whether there are more in this direction: `before: oldest`, or `after: newest` for what was missed. */
  readonly hasMore: boolean;
  /** Whether `after` was ahead of the store, as after its loss; the reply is the newest page then. */
  readonly reset: boolean;
  /** How many are unread in all. */
  readonly unread: number;
}

/**
 * Makes the answer to a list.
 *
 * @param page - One row more than was asked for, where there are more.
 * @param query - As it was asked.
 */
export function listReply(page: StorePage, query: StoreQuery): Omit<NotificationList, "unread" | "reset"> {
  const { after, before, limit } = query;
  const rows = page.rows.slice(0, limit);
  const hasMore = page.rows.length > limit;
  const first = rows[0]?.position;
  const last = rows.at(-1)?.position;
  const { newest, oldest } =
    after === undefined
      ? // A later page says nothing of what came since the first one.
        {
          newest: before === undefined ? Math.max(page.head, first ?? 0) : before - 1,
          oldest: last ?? before,
        }
      : { newest: hasMore ? last : Math.max(page.head, last ?? 0), oldest: first ?? after + 1 };
  return {
    notifications: rows.map(clientNotification),
    newest: cursorOf(Math.max(newest ?? 0, 0)),
    oldest: cursorOf(oldest ?? 0),
    hasMore,
  };
}
