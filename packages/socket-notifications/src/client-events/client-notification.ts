import { cursorOf } from "./cursor.js";
import type { StoredNotification } from "../stores/notification-store.js";

/** A notification as clients see it, live and in lists. */
export interface ClientNotification {
  /** The same in every list and event; a client that has it already ignores the second one. */
  readonly id: string;
  /** Its kind, such as `"OrderShipped"`. */
  readonly type: string;
  /** What `toSocket` returned, live; what `toDatabase` returned, in lists. */
  readonly data: unknown;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** When it was read, in milliseconds since the epoch; `null` for not yet. */
  readonly readAt: number | null;
  /** Its position as text; greater texts are later positions. `null` for one that was not stored. */
  readonly cursor: string | null;
}

/** A stored notification as clients see it. */
export function clientNotification(row: StoredNotification): ClientNotification {
  const { id, type, data, createdAt, readAt, position } = row;
  return { id, type, data: JSON.parse(data) as unknown, createdAt, readAt, cursor: cursorOf(position) };
}
