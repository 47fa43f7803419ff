import { MemoryNotificationStore, Notification, Notifications } from "../src/index.js";
import type { NotificationsOptions, NotificationTarget } from "../src/index.js";

export interface User {
  readonly id: string | number;
}

/** A service on memory, and all that it pushed. */
export function open(options: Partial<NotificationsOptions> = {}) {
  const pushed: { to: string; event: string; payload: unknown }[] = [];
  const logged: string[] = [];
  const write = (_fields: object, message = ""): void => void logged.push(message);
  const target = (to: string): NotificationTarget => ({
    except: (id) => target(`${to} except ${id}`),
    emit: (event, payload) => pushed.push({ to, event, payload }),
  });
  const store = new MemoryNotificationStore();
  const notifications = new Notifications({
    store,
    sanitize: (data) => data,
    toUser: target,
    logger: { debug: write, info: write, warn: write, error: write },
    ...options,
  });
  return { notifications, store, pushed, logged };
}

/** A notification that is stored alone. */
export class Said extends Notification<User> {
  override toDatabase(): unknown {
    return { said: true };
  }
}

/** Users with the ids 0, 1, 2 and so on. */
export const users = (count: number): User[] => Array.from({ length: count }, (_, id) => ({ id }));
