import { SocketException } from "@carillon/socket-contract";
import { authStateOf } from "@carillon/socket-contract/server";
import type { NotificationList } from "./list-reply.js";
import { readAllCursor, readIds } from "./requests.js";
import type { ListRequest } from "./requests.js";

/** The socket that sent a client event; its identity was stamped on it. */
export interface RequestingSocket {
  readonly id: string;
}

/** Answers one client event. */
export type ClientEventHandler<Reply> = (socket: RequestingSocket, payload?: unknown) => Promise<Reply>;

/** The part of `Notifications` that answers client events. */
export interface UserNotifications {
  list(userId: string, request?: ListRequest): Promise<NotificationList>;
  markRead(
    userId: string,
    ids: readonly string[],
    options: { readonly except: string },
  ): Promise<readonly string[]>;
  markAllRead(
    userId: string,
    before: string | undefined,
    options: { readonly except: string },
  ): Promise<{ readonly changed: number; readonly before: string }>;
  unreadCount(userId: string): Promise<number>;
}

/** The handlers of the client events, by event. */
export interface ClientEvents {
  readonly "notifications:list": ClientEventHandler<NotificationList>;
  /** `changed` are those that were unread. */
  readonly "notifications:read": ClientEventHandler<{
    readonly changed: readonly string[];
    readonly unread: number;
  }>;
  /** All up to the cursor `before` are read now. */
  readonly "notifications:read-all": ClientEventHandler<{
    readonly changed: number;
    readonly before: string;
    readonly unread: number;
  }>;
  readonly "notifications:unread-count": ClientEventHandler<{ readonly unread: number }>;
}

/** The names of the client events that `Notifications` answers. */
export const notificationEvents: readonly (keyof ClientEvents)[] = Object.freeze([
  "notifications:list",
  "notifications:read",
  "notifications:read-all",
  "notifications:unread-count",
]);

/** Makes the handlers of the client events; each reads and changes only rows of the asking user. */
export function clientEvents(notifications: UserNotifications): ClientEvents {
  return {
    async "notifications:list"(socket, payload) {
      return notifications.list(userOf(socket), payload as ListRequest);
    },
    async "notifications:read"(socket, payload) {
      const user = userOf(socket);
      const changed = await notifications.markRead(user, readIds(payload), { except: socket.id });
      return { changed, unread: await notifications.unreadCount(user) };
    },
    async "notifications:read-all"(socket, payload) {
      const user = userOf(socket);
      const before = readAllCursor(payload);
      const reply = await notifications.markAllRead(user, before, { except: socket.id });
      return { ...reply, unread: await notifications.unreadCount(user) };
    },
    async "notifications:unread-count"(socket) {
      return { unread: await notifications.unreadCount(userOf(socket)) };
    },
  };
}

/** @throws SocketException `unauthenticated` */
function userOf(socket: object): string {
  const id = authStateOf(socket)?.identity?.id;
  if (id !== undefined) return id;
  throw new SocketException("Sign in to see your notifications.", { code: "unauthenticated" });
}
