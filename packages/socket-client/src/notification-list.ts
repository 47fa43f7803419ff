import type { NotificationItem, NotificationPage } from "@carillon/socket-contract";
import type { Connection } from "./connection.js";
import { RequestError } from "./request-error.js";
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

/** Most notifications in one answer. */
const pageSize = 50;
const idle: Notifications = Object.freeze({
  items: Object.freeze([]),
  unread: 0,
  status: "idle",
  hasMore: false,
});

/** Keeps a user's notifications: filled from the list, kept by the pushes, caught up after a reconnect. */
export class NotificationKeeper implements NotificationList {
  readonly getSnapshot: () => Notifications;
  readonly getServerSnapshot: () => Notifications;
  readonly #store = createStore<Notifications>(idle);
  readonly #connection: Connection;
  readonly #request: (event: string, payload: unknown) => Promise<unknown>;
  readonly #failed: (error: RequestError) => void;
  readonly #items = new Map<string, NotificationItem>();
  #unread = 0;
  #newest: string | undefined;
  #oldest: string | undefined;
  #hasMore = false;
  #isUsed = false;
  /** Changes with each connection: what was asked on another one no longer counts. */
  #run = 0;

  constructor(
    connection: Connection,
    request: (event: string, payload: unknown) => Promise<unknown>,
    failed: (error: RequestError) => void,
  ) {
    this.#connection = connection;
    this.#request = request;
    this.#failed = failed;
    this.getSnapshot = this.#store.getSnapshot;
    this.getServerSnapshot = this.#store.getServerSnapshot;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    const undo = this.#store.subscribe(listener);
    if (!this.#isUsed) {
      this.#isUsed = true;
      this.#connection.use();
      if (this.#connection.isUp) this.up();
    }
    return undo;
  };

  /** Connected: asks for the newest ones, or for what was missed. */
  up(): void {
    this.#run++;
    if (this.#isUsed) void this.#catchUp(this.#run);
  }

  /** Takes a push. */
  received(event: string, payload: unknown): void {
    if (!this.#isUsed) return;
    if (event === "notification:new") this.#push(payload as NotificationItem);
    else if (event === "notification:read") this.#read((payload as { id: string }).id);
    else if (event === "notification:read-all") this.#readAll((payload as { before: string }).before);
  }

  async markRead(id: string): Promise<void> {
    const before = this.#items.get(id);
    if (before?.readAt !== null) return;
    this.#read(id);
    try {
      await this.#request("notifications:read", { id });
    } catch (error) {
      this.#unreadAgain([before]);
      throw error;
    }
  }

  async markAllRead(): Promise<void> {
    const before = [...this.#items.values()].reduce((most, { cursor }) => max(most, cursor), this.#newest);
    if (before === undefined) return;
    const unread = this.#unread;
    const changed = this.#readAll(before);
    try {
      await this.#request("notifications:read-all", { before });
    } catch (error) {
      this.#unreadAgain(changed, unread - this.#unread - changed.length);
      throw error;
    }
  }

  async loadMore(): Promise<void> {
    if (this.#oldest === undefined || !this.#hasMore) return;
    const page = (await this.#request("notifications:list", {
      before: this.#oldest,
      limit: pageSize,
    })) as NotificationPage;
    this.#hasMore = page.hasMore;
    this.#oldest = page.oldest;
    this.#put(page.notifications);
    this.#tell("ready");
  }

  async #catchUp(run: number): Promise<void> {
    this.#tell("loading");
    try {
      for (let hasMore = true; hasMore;) {
        const after = this.#newest;
        const page = (await this.#request("notifications:list", {
          limit: pageSize,
          ...(after !== undefined && { after }),
        })) as NotificationPage;
        if (run !== this.#run) return;
        hasMore = this.#merge(page, after);
      }
      this.#tell("ready");
    } catch (error) {
      if (run !== this.#run || !(error instanceof RequestError)) return;
      this.#tell("failed");
      if (error.code !== "disconnected") this.#failed(error);
    }
  }

  /** @returns Whether there is more to catch up with. */
  #merge(page: NotificationPage, after: string | undefined): boolean {
    const isFirst = after === undefined || page.reset;
    if (page.reset) this.#items.clear();
    this.#newest = page.newest;
    this.#put(page.notifications);
    if (isFirst) {
      this.#oldest = page.oldest;
      this.#hasMore = page.hasMore;
    } else if (page.hasMore) {
      return true;
    }
    // The answer counts up to `newest`; what was pushed since counts on top of it.
    const later = [...this.#items.values()].filter(
      ({ cursor, readAt }) => readAt === null && cursor !== null && cursor > page.newest,
    );
    this.#unread = page.unread + later.length;
    return false;
  }

  #push(item: NotificationItem): void {
    if (this.#items.has(item.id)) return;
    this.#put([item]);
    if (item.cursor !== null) this.#unread++;
    this.#tell();
  }

  #put(items: readonly NotificationItem[]): void {
    for (const item of items) {
      const known = this.#items.get(item.id);
      if (known?.readAt !== item.readAt) this.#items.set(item.id, Object.freeze(item));
    }
  }

  #read(id: string): void {
    const item = this.#items.get(id);
    if (typeof item?.readAt === "number") return;
    if (item !== undefined) this.#items.set(id, Object.freeze({ ...item, readAt: Date.now() }));
    this.#unread = Math.max(0, this.#unread - 1);
    this.#tell();
  }

  /** @returns Those that were unread. */
  #readAll(before: string): NotificationItem[] {
    const unread = [...this.#items.values()].filter(({ readAt }) => readAt === null);
    const changed = unread.filter(({ cursor }) => cursor !== null && cursor <= before);
    for (const item of changed) this.#items.set(item.id, Object.freeze({ ...item, readAt: Date.now() }));
    this.#unread = unread.filter(({ cursor }) => cursor !== null && cursor > before).length;
    this.#tell();
    return changed;
  }

  #unreadAgain(items: readonly NotificationItem[], others = 0): void {
    for (const item of items) this.#items.set(item.id, item);
    this.#unread += items.length + others;
    this.#tell();
  }

  #tell(status: Notifications["status"] = this.#store.getSnapshot().status): void {
    const items = [...this.#items.values()].sort(
      (a, b) => compare(b.cursor, a.cursor) || b.createdAt - a.createdAt,
    );
    this.#store.set(
      Object.freeze({ items: Object.freeze(items), unread: this.#unread, status, hasMore: this.#hasMore }),
    );
  }
}

/** Cursors compare as texts; what was not stored has none, and goes by its time. */
function compare(a: string | null, b: string | null): number {
  return a === null || b === null || a === b ? 0 : a < b ? -1 : 1;
}

function max(a: string | undefined, b: string | null): string | undefined {
  return b !== null && (a === undefined || b > a) ? b : a;
}
