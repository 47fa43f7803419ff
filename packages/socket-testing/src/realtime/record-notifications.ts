import type { SocketManager } from "@carillon/socket-facade";
import type { Notification } from "@carillon/socket-notifications";
import type { SentNotification, TestRecord } from "../assertions/test-record.js";

/** Keeps the notifications that a manager sends, once they are stored and pushed. */
export function recordNotifications(manager: SocketManager, record: TestRecord): void {
  const { notifications, config } = manager;
  const userIdOf = config.auth.userIdOf as ((user: unknown) => unknown) | undefined;
  const notify = notifications.notify.bind(notifications);
  notifications.notify = async (to, notification) => {
    const chosen = watchRecipients(notification, userIdOf ?? ownId);
    try {
      return await notify(to, notification);
    } finally {
      record.addNotified(...chosen);
    }
  };
}

function ownId(user: unknown): unknown {
  return (user as { readonly id?: unknown } | null)?.id;
}

/** Notes for which users a notification chooses a way, which it does for those alone that it is sent to. */
function watchRecipients(
  notification: Notification<never>,
  userIdOf: (user: unknown) => unknown,
): readonly SentNotification[] {
  const chosen: SentNotification[] = [];
  const via = notification.via.bind(notification) as (user: unknown) => ReturnType<Notification["via"]>;
  Object.defineProperty(notification, "via", {
    configurable: true,
    value: async (user: unknown) => {
      const ways = await via(user);
      if (ways.length > 0) chosen.push({ userId: String(userIdOf(user)), notification });
      return ways;
    },
  });
  return chosen;
}
