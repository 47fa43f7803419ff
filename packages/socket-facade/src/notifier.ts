import type { Logger } from "@carillon/socket-scrub";
import { MemoryNotificationStore, Notifications } from "@carillon/socket-notifications";
import type {
  Notification,
  NotificationTarget,
  NotifyReport,
  OnDemand,
} from "@carillon/socket-notifications";
import type { Broadcast } from "./broadcast.js";
import { Broadcaster } from "./broadcaster.js";
import type { NamespaceBroadcaster } from "./broadcaster.js";
import type { RealtimeRoutes } from "./realtime-routes.js";
import type { ResolvedSocketsConfig } from "./sockets-config.js";

/** Sends notifications over the broadcasts of a layer. */
export abstract class Notifier extends Broadcaster {
  abstract readonly route: RealtimeRoutes;
  abstract get config(): ResolvedSocketsConfig;
  abstract get logger(): Logger;
  abstract of(namespace: string): NamespaceBroadcaster;
  #made: { readonly config: ResolvedSocketsConfig; readonly notifications: Notifications } | undefined;

  /** Lists, marks as read and prunes the notifications of users; see `Notifications`. */
  get notifications(): Notifications {
    const { config } = this;
    if (this.#made?.config !== config) this.#made = { config, notifications: this.#make(config) };
    return this.#made.notifications;
  }

  /**
   * Sends a notification: stores it for each user, then pushes it to their sockets in every namespace that has
   * `Route.notifications()`; in the main one where none has.
   *
   * Inside of `afterCommit` all of it waits for the commit; what fails then is logged.
   *
   * @param to - A user, an address by `Notification.route`, or a list of them.
   * @param notification - What to send. An instance has one id, and a user gets no second one of it.
   * @returns What became of it; `undefined` while it waits for a commit.
   * @throws Error before `attach`, and TypeError for somebody without an id, before anything is stored.
   * @throws NotifyError when some did not get it: the store failed, or the notification threw for them.
   * @example
   * ```ts
   * import { Socket } from "@carillon/socket-facade";
   * import { Notification } from "@carillon/socket-notifications";
   *
   * class Welcome extends Notification {
   *   override toDatabase(user: { name: string }) {
   *     return { title: `Welcome, ${user.name}` };
   *   }
   * }
   * await Socket.notify({ id: 42, name: "Ada" }, new Welcome());
   * ```
   * @see Laravel, "Sending Notifications".
   */
  async notify<User>(
    to: NoInfer<User> | OnDemand | readonly (NoInfer<User> | OnDemand)[],
    notification: Notification<User>,
  ): Promise<NotifyReport | undefined> {
    const { outbox } = this.target();
    let report: NotifyReport | undefined;
    const work = async (): Promise<void> => {
      report = await this.notifications.notify(to, notification);
    };
    // After a commit nobody is left to whom a rejection would say the truth: the transaction is done.
    await outbox.send(this.config.notifications.newEvent, work, { throwOnError: !outbox.isHolding });
    return report;
  }

  #make({ notifications, auth }: ResolvedSocketsConfig): Notifications {
    const { store = new MemoryNotificationStore(), newEvent, readEvent, readAllEvent } = notifications;
    const userIdOf = auth.userIdOf as ((user: unknown) => unknown) | undefined;
    return new Notifications({
      store,
      newEvent,
      readEvent,
      readAllEvent,
      toUser: (id) => together(this.#namespaces().map((namespace) => namespace.toUser(id))),
      toRoom: (room) => together(this.#namespaces().map((namespace) => namespace.toRoom(room))),
      ...(userIdOf && { userIdOf }),
      logger: this.logger,
    });
  }

  #namespaces(): Broadcaster[] {
    const names = [...this.route.notifiedNamespaces];
    return names.length === 0 ? [this] : names.map((name) => (name === "/" ? this : this.of(name)));
  }
}

/** Several broadcasts as one. */
function together(broadcasts: readonly Broadcast[]): NotificationTarget {
  return {
    except: (socketId) => together(broadcasts.map((broadcast) => broadcast.except(socketId))),
    // The names are the configuration's; an application's contract need not know them.
    emit: (event, payload) =>
      Promise.all(broadcasts.map((broadcast) => broadcast.emit(event as never, payload as never))),
  };
}
