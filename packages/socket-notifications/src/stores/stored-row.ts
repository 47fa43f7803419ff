import type { StoredNotification } from "./notification-store.js";

/** A row as SQL drivers hand it out; some give large integers as strings. */
export interface StoredRow {
  readonly user_id: string;
  readonly position: number | string;
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly created_at: number | string;
  readonly read_at: number | string | null;
}

/** A row by the names of the interface. */
export function rowOf(row: StoredRow): StoredNotification {
  return {
    userId: row.user_id,
    position: Number(row.position),
    id: row.id,
    type: row.type,
    data: row.data,
    createdAt: Number(row.created_at),
    readAt: row.read_at === null ? null : Number(row.read_at),
  };
}
