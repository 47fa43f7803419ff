import { checkOptionKeys, clock, UsageError } from "@carillon/socket-contract/server";
import type {
  NewNotification,
  NotificationStore,
  StoredNotification,
  StorePage,
  StoreQuery,
} from "./notification-store.js";

/** How much a {@link MemoryNotificationStore} keeps. */
export interface MemoryNotificationOptions {
  /** Notifications kept for one user; beyond it the oldest is deleted. Default 1,000. */
  readonly maxPerUser?: number;
}

interface Inbox {
  head: number;
  /** By id, in order of position. */
  readonly rows: Map<string, StoredNotification>;
}

/** Keeps notifications in the memory of one process. */
export class MemoryNotificationStore implements NotificationStore {
  readonly #inboxes = new Map<string, Inbox>();
  readonly #maxPerUser: number;
  /** Greater than all positions of an earlier run, so that cursors of that run find everything since. */
  readonly #start = clock.now() * 1_000;

  /** @throws UsageError `E_NOTIFICATION_OPTION` for a limit that is not a whole number of at least 1. */
  constructor(options: MemoryNotificationOptions = {}) {
    checkOptionKeys("MemoryNotificationStore", options, ["maxPerUser"]);
    const { maxPerUser = 1_000 } = options;
    if (!Number.isSafeInteger(maxPerUser) || maxPerUser < 1) {
      throw new UsageError(
        "E_NOTIFICATION_OPTION",
        `maxPerUser is ${String(maxPerUser)}; write a whole number of at least 1.`,
      );
    }
    this.#maxPerUser = maxPerUser;
  }

  create(rows: readonly NewNotification[]): (number | undefined)[] {
    return rows.map((row) => this.#keep(row));
  }

  list(userId: string, { after, before = Infinity, limit, unreadOnly }: StoreQuery): StorePage {
    const inbox = this.#inboxes.get(userId);
    if (inbox === undefined) return { rows: [], head: 0 };
    const rows = [...inbox.rows.values()].filter(
      ({ position, readAt }) =>
        position > (after ?? 0) && position < before && (!unreadOnly || readAt === null),
    );
    if (after === undefined) rows.reverse();
    return { rows: rows.slice(0, limit), head: inbox.head };
  }

  unreadCount(userId: string): number {
    return this.#unread(userId).length;
  }

  markRead(userId: string, ids: readonly string[], at: number): string[] {
    const wanted = new Set(ids);
    return this.#read(
      userId,
      this.#unread(userId).filter(({ id }) => wanted.has(id)),
      at,
    );
  }

  markAllRead(userId: string, upTo: number | undefined, at: number): { changed: number; upTo: number } {
    const head = this.#inboxes.get(userId)?.head ?? 0;
    const end = Math.min(upTo ?? head, head);
    const unread = this.#unread(userId).filter(({ position }) => position <= end);
    return { changed: this.#read(userId, unread, at).length, upTo: end };
  }

  prune(before: number, keepUnread: boolean, limit: number): number {
    let deleted = 0;
    for (const { rows } of this.#inboxes.values()) {
      for (const { id, createdAt, readAt } of rows.values()) {
        if (deleted === limit) return deleted;
        if (createdAt >= before || (keepUnread && readAt === null)) continue;
        rows.delete(id);
        deleted += 1;
      }
    }
    return deleted;
  }

  #keep(row: NewNotification): number | undefined {
    const inbox = this.#inboxes.get(row.userId) ?? {
      head: this.#start,
      rows: new Map<string, StoredNotification>(),
    };
    this.#inboxes.set(row.userId, inbox);
    if (inbox.rows.has(row.id)) return undefined;
    inbox.head += 1;
    inbox.rows.set(row.id, { ...row, readAt: null, position: inbox.head });
    const [oldest] = inbox.rows.keys();
    if (inbox.rows.size > this.#maxPerUser && oldest !== undefined) inbox.rows.delete(oldest);
    return inbox.head;
  }

  #unread(userId: string): StoredNotification[] {
    const rows = this.#inboxes.get(userId)?.rows.values() ?? [];
    return [...rows].filter(({ readAt }) => readAt === null);
  }

  #read(userId: string, rows: readonly StoredNotification[], readAt: number): string[] {
    for (const row of rows) this.#inboxes.get(userId)?.rows.set(row.id, { ...row, readAt });
    return rows.map(({ id }) => id);
  }
}
