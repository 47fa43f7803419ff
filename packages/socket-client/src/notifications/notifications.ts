import type { NotificationItem } from "@carillon/socket-contract";
import type { Store } from "../store.js";

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
