import { checkGivenOptions, UsageError } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";
import type { NotificationStore } from "./stores/notification-store.js";

/** A target of events: Socket.IO's own `io.to(room)`, or anything of that shape. */
export interface NotificationTarget {
  /** Leaves out a socket by its id. */
  except(socketId: string): NotificationTarget;
  emit(event: string, payload: unknown): unknown;
}

/** Options of `Notifications`. */
export interface NotificationsOptions {
  /** Stores the notifications. */
  readonly store: NotificationStore;
  /**
   * Makes data fit for storing and sending: masks secrets and returns what JSON can hold. Default: `sanitizePayload` of
   * `@carillon/socket-scrub`.
   */
  readonly sanitize?: (data: unknown) => unknown;
  /** All sockets of a user: ``(id) => io.to(`users.${id}`)``. Looked up at each use. */
  readonly toUser: (userId: string) => NotificationTarget;
  /** All sockets in a room, for `Notification.route("room", name)`. Default: such addresses are refused. */
  readonly toRoom?: (room: string) => NotificationTarget;
  /** Finds the id of a user. Default: its `id`. */
  readonly userIdOf?: (user: unknown) => unknown;
  /** Sent with each notification. Default `"notification:new"`. */
  readonly newEvent?: string;
  /** Sent to the user's other sockets when one was read, with `{ id }`. Default `"notification:read"`. */
  readonly readEvent?: string;
  /** Sent to the user's other sockets when all were read, with `{ before }`. Default `"notification:read-all"`. */
  readonly readAllEvent?: string;
  /** Most bytes of one notification's data as JSON. Default 16,384. */
  readonly maxBytes?: number;
  /** Where problems are logged, scrubbed. Default: the console. */
  readonly logger?: Logger;
}

/** @throws UsageError `E_NOTIFICATION_OPTION` for options that cannot work, in JavaScript too. */
export function checkOptions(options: NotificationsOptions): void {
  checkGivenOptions("new Notifications", options, known);
  const { store, sanitize, toUser, maxBytes = 1 } = options;
  const methods = ["create", "list", "unreadCount", "markRead", "markAllRead", "prune"] as const;
  if (
    methods.some(
      (method) => typeof (store as Partial<NotificationStore> | undefined)?.[method] !== "function",
    )
  ) {
    throw new UsageError(
      "E_NOTIFICATION_OPTION",
      "Notifications need a store, such as new MemoryNotificationStore(), with the six methods of NotificationStore.",
    );
  }
  if (sanitize !== undefined && typeof sanitize !== "function") {
    throw new UsageError(
      "E_NOTIFICATION_OPTION",
      "sanitize is a function that returns the data to store; leave it out for sanitizePayload.",
    );
  }
  if (typeof toUser !== "function") {
    throw new UsageError(
      "E_NOTIFICATION_OPTION",
      "Notifications need toUser, such as (id) => io.to(`users.${id}`).",
    );
  }
  if (!Number.isSafeInteger(maxBytes) || maxBytes < 1) {
    throw new UsageError(
      "E_NOTIFICATION_OPTION",
      `maxBytes is ${String(maxBytes)}; write a whole number of at least 1.`,
    );
  }
}

const known = [
  "store",
  "sanitize",
  "toUser",
  "toRoom",
  "userIdOf",
  "newEvent",
  "readEvent",
  "readAllEvent",
  "maxBytes",
  "logger",
];
