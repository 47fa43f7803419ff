import { SocketException } from "@carillon/socket-contract";
import { authStateOf } from "@carillon/socket-contract/server";
import type { NotificationList } from "./list-reply.js";
import type { Notifications } from "./notifications.js";
import { readAllCursor, readIds } from "./requests.js";
import type { ListRequest } from "./requests.js";

/** A socket that asks: who it is was stamped on it. */
export interface AskingSocket {
  readonly id: string;
}

/** Answers one client event. */
export type ClientEventHandler<Reply> = (socket: AskingSocket, payload?: unknown) => Promise<Reply>;

/** What clients may ask for, by event. */
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

/** The names of the client events that {@link Notifications} answer. */
export const notificationEvents: readonly (keyof ClientEvents)[] = Object.freeze([
  "notifications:list",
  "notifications:read",
  "notifications:read-all",
  "notifications:unread-count",
]);

/** The client events of one {@link Notifications}; each touches what is the asking user's alone. */
export function clientEvents(notifications: Notifications): ClientEvents {
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
