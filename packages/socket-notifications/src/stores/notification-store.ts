import type { MaybePromise } from "@carillon/socket-contract/server";

/** One notification of one user, before it is stored. */
export interface NewNotification {
  readonly userId: string;
  /** Unique for each user: the same id twice is one row. */
  readonly id: string;
  /** What kind it is, such as `"OrderShipped"`. */
  readonly type: string;
  /** Its data as JSON text, sanitized. */
  readonly data: string;
  /** Milliseconds since the epoch, by the clock of the node that made it. */
  readonly createdAt: number;
}

/** One notification of one user as it is stored. */
export interface StoredNotification extends NewNotification {
  /** When it was read, in milliseconds since the epoch; `null` for not yet. */
  readonly readAt: number | null;
  /**
   * Its position among the notifications of its user; counts up from 1 and may have gaps.
   *
   * A reader that sees a row sees every row of that user with a lower position, whatever the clocks of the nodes say.
   */
  readonly position: number;
}

/** Which notifications of a user to list. */
export interface StoreQuery {
  /** Only what came after this position, oldest first. Without it: newest first. */
  readonly after?: number | undefined;
  /** Only what came before this position. */
  readonly before?: number | undefined;
  /** Most rows. */
  readonly limit: number;
  /** Leaves out what was read. */
  readonly unreadOnly: boolean;
}

/** The rows that a store found. */
export interface StorePage {
  readonly rows: readonly StoredNotification[];
  /** The user's last position, no later than the rows; 0 where there never was one. */
  readonly head: number;
}

/**
 * Keeps notifications: in memory, SQLite, PostgreSQL or a store of your own.
 *
 * Every method but `create` and `prune` touches only rows of one user.
 */
export interface NotificationStore {
  /**
   * Stores notifications: all of them, or none when it throws.
   *
   * @returns For each the position it got, or `undefined` where its user has one of that id already.
   */
  create(rows: readonly NewNotification[]): MaybePromise<readonly (number | undefined)[]>;
  /** Lists notifications of a user. */
  list(userId: string, query: StoreQuery): MaybePromise<StorePage>;
  /** How many a user has not read. */
  unreadCount(userId: string): MaybePromise<number>;
  /**
   * Marks notifications of a user as read.
   *
   * @param at - When, in milliseconds since the epoch.
   * @returns The ids of those that were unread; unknown ids and ids of other users are not among them.
   */
  markRead(userId: string, ids: readonly string[], at: number): MaybePromise<readonly string[]>;
  /**
   * Marks all notifications of a user up to a position as read.
   *
   * @param upTo - Default, and at most: the user's last position.
   * @param at - When, in milliseconds since the epoch.
   * @returns How many were unread, and the position up to which all are read now.
   */
  markAllRead(
    userId: string,
    upTo: number | undefined,
    at: number,
  ): MaybePromise<{ readonly changed: number; readonly upTo: number }>;
  /**
   * Deletes old notifications of all users. Positions are not used again.
   *
   * @param before - Those made before this time, in milliseconds since the epoch.
   * @param keepUnread - Whether to keep unread ones.
   * @param limit - Most rows at once, so that other statements wait only briefly for a lock.
   * @returns How many were deleted; fewer than `limit` when none are left.
   */
  prune(before: number, keepUnread: boolean, limit: number): MaybePromise<number>;
}
