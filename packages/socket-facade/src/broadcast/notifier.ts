import type { Logger } from "@carillon/socket-scrub";
import { MemoryNotificationStore, Notifications } from "@carillon/socket-notifications";
import type {
  Notification,
  NotificationTarget,
  NotifyReport,
  OnDemand,
} from "@carillon/socket-notifications";
import type { PendingBroadcast } from "./pending-broadcast.js";
import type { Broadcaster } from "./broadcaster.js";
import type { Outbox } from "./outbox.js";
import type { ResolvedSocketsConfig } from "../config/sockets-config.js";

/** What a {@link Notifier} sends by. */
export interface NotifierParts {
  /** Looked up at each use, since the manager may be configured anew. */
  readonly setup: { readonly config: ResolvedSocketsConfig; readonly logger: Logger };
  readonly outbox: Outbox;
  /** @throws Error before the sockets are attached. */
  readonly checkAttached: () => void;
  /** The namespaces whose clients ask for notifications; the main one where none does. */
  readonly namespaces: () => readonly Broadcaster[];
}

/** Stores notifications and pushes them by broadcasts. */
export class Notifier {
  readonly #parts: NotifierParts;
  #made: { readonly config: ResolvedSocketsConfig; readonly notifications: Notifications } | undefined;

  /** @param parts - See {@link NotifierParts}. */
  constructor(parts: NotifierParts) {
    this.#parts = parts;
  }

  /** Lists, marks as read and prunes the notifications of users; see `Notifications`. */
  get notifications(): Notifications {
    const { config } = this.#parts.setup;
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
   * @throws Error before `attach`, and TypeError for a user without an id, before anything is stored.
   * @throws NotifyError when the delivery failed for some users: the store failed, or the notification threw for them.
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
    const { outbox, setup, checkAttached } = this.#parts;
    checkAttached();
    let report: NotifyReport | undefined;
    const work = async (): Promise<void> => {
      report = await this.notifications.notify(to, notification);
    };
    // After a commit a rejection would be wrong: the transaction is done.
    await outbox.send(setup.config.notifications.newEvent, work, { throwOnError: !outbox.isHolding });
    return report;
  }

  #make({ notifications, auth }: ResolvedSocketsConfig): Notifications {
    const { store = new MemoryNotificationStore(), newEvent, readEvent, readAllEvent } = notifications;
    const { namespaces, setup } = this.#parts;
    const userIdOf = auth.userIdOf as ((user: unknown) => unknown) | undefined;
    return new Notifications({
      store,
      newEvent,
      readEvent,
      readAllEvent,
      toUser: (id) => together(namespaces().map((namespace) => namespace.toUser(id))),
      toRoom: (room) => together(namespaces().map((namespace) => namespace.toRoom(room))),
      ...(userIdOf && { userIdOf }),
      logger: setup.logger,
    });
  }
}

/** Several broadcasts as one. */
function together(broadcasts: readonly PendingBroadcast[]): NotificationTarget {
  return {
    except: (socketId) => together(broadcasts.map((broadcast) => broadcast.except(socketId))),
    emit: (event, payload) =>
      Promise.all(broadcasts.map((broadcast) => broadcast.emit(event as never, payload as never))),
  };
}
