import { SocketException } from "@carillon/socket-contract";
import { answerEvent, checkGivenOptions, clock, UsageError } from "@carillon/socket-contract/server";
import { consoleLogger, sanitizePayload, scrubLogger } from "@carillon/socket-scrub";
import { v7 as newId } from "uuid";
import type { ClientNotification } from "./client-events/client-notification.js";
import { clientEvents, notificationEvents } from "./client-events/client-events.js";
import type { ClientEventHandler, ClientEvents } from "./client-events/client-events.js";
import { cursorOf, positionOf } from "./client-events/cursor.js";
import { Delivery } from "./delivery/delivery.js";
import { listReply } from "./client-events/list-reply.js";
import type { NotificationList } from "./client-events/list-reply.js";
import type { Notification } from "./notification.js";
import { checkOptions } from "./notifications-options.js";
import type { NotificationsOptions } from "./notifications-options.js";
import type { NotifyReport } from "./delivery/notify-error.js";
import type { OnDemand } from "./on-demand.js";
import { ownId, recipientsOf } from "./delivery/recipient.js";
import type { Recipient } from "./delivery/recipient.js";
import { isNotificationId, listQuery, readIds } from "./client-events/requests.js";
import type { ListRequest } from "./client-events/requests.js";
import { userIdText } from "./user-id.js";

/** A user's id as applications have it. */
export type UserId = string | number | bigint;

/** Which sockets are told of a change. */
export interface ReadOptions {
  /** The id of the socket that made the change; it has the reply and gets no event. */
  readonly except?: string | undefined;
}

/** Which notifications {@link Notifications.prune} deletes. */
export interface PruneOptions {
  /** Those created longer ago than this, in milliseconds by the clock of this node. */
  readonly olderThanMs: number;
  /** Keeps unread ones. Default `true`. */
  readonly keepUnread?: boolean;
}

/** A socket whose events {@link Notifications.answer} answers. */
export interface AnswerableSocket {
  readonly id: string;
  readonly connected: boolean;
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  emit(event: string, payload: unknown): unknown;
}

/** Rows deleted at once. */
const pruneSize = 1_000;

/**
 * Notifications of users: stored first, then pushed, caught up after absence, and read on every device.
 *
 * The store is authoritative and a push only a hint: a client that missed a push gets it with its next list.
 *
 * @example
 * ```ts
 * import { MemoryNotificationStore, Notifications } from "@carillon/socket-notifications";
 * import { Server } from "socket.io";
 *
 * const io = new Server(3000);
 * const notifications = new Notifications({
 *   store: new MemoryNotificationStore(),
 *   toUser: (id) => io.to(`users.${id}`),
 * });
 * io.on("connection", (socket) => notifications.answer(socket));
 * ```
 * @see Laravel, "Notifications".
 */
export class Notifications {
  /** The handlers of the four client events, for a router. They throw `SocketException`s that clients may see. */
  readonly clientEvents: ClientEvents;
  readonly #options: Required<Omit<NotificationsOptions, "toRoom">> & Pick<NotificationsOptions, "toRoom">;

  /**
   * @param options - See {@link NotificationsOptions}.
   * @throws UsageError `E_NOTIFICATION_OPTION` for options that cannot work.
   */
  constructor(options: NotificationsOptions) {
    checkOptions(options);
    this.#options = {
      userIdOf: ownId,
      newEvent: "notification:new",
      readEvent: "notification:read",
      readAllEvent: "notification:read-all",
      maxBytes: 16_384,
      sanitize: (data) => sanitizePayload(data),
      ...options,
      logger: scrubLogger(options.logger ?? consoleLogger),
    };
    this.clientEvents = clientEvents(this);
  }

  /**
   * Sends a notification: stores it for each user, then pushes it to their sockets.
   *
   * An instance has one id, and a user gets each id at most once; so a failed call can be made again with the same instance.
   *
   * @param to - A user, an address by `Notification.route`, or a list of them, in batches of 100.
   * @param notification - What to send.
   * @returns The outcome, with counts. Clients do not confirm pushes.
   * @throws UsageError `E_NOT_A_NOTIFICATION`, `E_NOTIFICATION_RECIPIENT` or `E_NOTIFICATION_ID`, before anything is sent.
   * @throws NotifyError when delivery failed for some recipients: the store failed, or the notification threw for them. Nothing
   *   was pushed to those.
   */
  async notify<User>(
    to: NoInfer<User> | OnDemand | readonly (NoInfer<User> | OnDemand)[],
    notification: Notification<User>,
  ): Promise<NotifyReport> {
    const { store, sanitize, maxBytes, logger, userIdOf, toRoom } = this.#options;
    if (typeof (notification as Partial<Notification> | undefined)?.shouldSend !== "function") {
      throw new UsageError(
        "E_NOT_A_NOTIFICATION",
        "notify takes an instance of a class that extends Notification, such as new OrderShipped(7).",
      );
    }
    const recipients = recipientsOf(to, userIdOf);
    if (!toRoom && recipients.some(({ room }) => room !== undefined)) noRooms();
    const id = (notification.id ??= newId());
    if (!isNotificationId(id)) {
      throw new UsageError(
        "E_NOTIFICATION_ID",
        `${notification.type}.id must be 1 to 128 printable characters; leave it out for a UUID.`,
      );
    }
    const delivery = new Delivery(
      { store, rules: { sanitize, maxBytes }, push: this.#push, logger },
      notification,
      id,
    );
    return delivery.run(recipients);
  }

  /**
   * Lists notifications of a user.
   *
   * @param userId - The owner.
   * @param request - See {@link ListRequest}. Default: the newest 50.
   * @throws SocketException `bad_input` for an invalid request.
   */
  async list(userId: UserId, request: ListRequest = {}): Promise<NotificationList> {
    const { store } = this.#options;
    const user = checkedId(userId);
    let query = listQuery(request);
    let page = await store.list(user, { ...query, limit: query.limit + 1 });
    const reset = query.after !== undefined && query.after > page.head;
    if (reset) {
      query = { ...query, after: undefined };
      page = await store.list(user, { ...query, limit: query.limit + 1 });
    }
    return { ...listReply(page, query), reset, unread: await store.unreadCount(user) };
  }

  /** How many notifications a user has not read. */
  async unreadCount(userId: UserId): Promise<number> {
    return this.#options.store.unreadCount(checkedId(userId));
  }

  /**
   * Marks notifications as read, and tells the user's sockets.
   *
   * @param userId - The owner. Unknown ids and ids of other users change nothing.
   * @param ids - One id, or at most 100.
   * @param options - See {@link ReadOptions}.
   * @returns The ids of those that were unread.
   */
  async markRead(
    userId: UserId,
    ids: string | readonly string[],
    { except }: ReadOptions = {},
  ): Promise<readonly string[]> {
    const { store, readEvent } = this.#options;
    const user = checkedId(userId);
    const changed = await store.markRead(user, readIds({ ids: [ids].flat() }), clock.now());
    await this.#tell(
      user,
      except,
      changed.map((id) => [readEvent, { id }]),
    );
    return changed;
  }

  /**
   * Marks all notifications as read, and tells the user's sockets. Those that arrive meanwhile stay unread.
   *
   * @param userId - The owner.
   * @param before - The `cursor` of the newest one that was seen; those up to it are marked. Default: all.
   * @param options - See {@link ReadOptions}.
   * @returns How many were unread, and the cursor up to which all are read now.
   */
  async markAllRead(
    userId: UserId,
    before?: string,
    { except }: ReadOptions = {},
  ): Promise<{ readonly changed: number; readonly before: string }> {
    const { store, readAllEvent } = this.#options;
    const user = checkedId(userId);
    const { changed, upTo } = await store.markAllRead(user, positionOf(before, "before"), clock.now());
    const reply = { changed, before: cursorOf(upTo) };
    if (changed > 0) await this.#tell(user, except, [[readAllEvent, { before: reply.before }]]);
    return reply;
  }

  /**
   * Deletes old notifications of all users, a thousand at a time.
   *
   * @param options - See {@link PruneOptions}.
   * @returns How many were deleted.
   * @throws UsageError `E_NOTIFICATION_OPTION` for an invalid age.
   */
  async prune(options: PruneOptions): Promise<number> {
    checkGivenOptions("prune", options, ["olderThanMs", "keepUnread"]);
    const { olderThanMs, keepUnread = true } = options;
    if (typeof olderThanMs !== "number" || !(olderThanMs >= 0)) {
      throw new UsageError(
        "E_NOTIFICATION_OPTION",
        `olderThanMs is ${String(olderThanMs)}; write a number of at least 0, such as 30 * 24 * 3_600_000 for 30 days.`,
      );
    }
    const before = clock.now() - olderThanMs;
    let total = 0;
    for (;;) {
      const deleted = await this.#options.store.prune(before, keepUnread, pruneSize);
      total += deleted;
      if (deleted < pruneSize) return total;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /**
   * Answers `notifications:list`, `notifications:read`, `notifications:read-all` and `notifications:unread-count` of a socket.
   *
   * For a server without a router. The identity is read from the socket at each event, where authentication stamped it.
   *
   * @param socket - A Socket.IO server socket.
   */
  answer(socket: AnswerableSocket): void {
    const { logger } = this.#options;
    for (const event of notificationEvents) {
      const handle: ClientEventHandler<unknown> = this.clientEvents[event];
      socket.on(event, (...args) => {
        void answerEvent(socket, event, args, (payload) => handle(socket, payload), logger);
      });
    }
  }

  readonly #push = ({ userId, room = "" }: Recipient, notification: ClientNotification): unknown => {
    const { toUser, toRoom = noRooms, newEvent } = this.#options;
    const target = userId === undefined ? toRoom(room) : toUser(userId);
    return target.emit(newEvent, notification);
  };

  /** A failure is only logged: the change is stored. */
  async #tell(userId: string, except: string | undefined, events: readonly ReadEvent[]): Promise<void> {
    const { toUser, logger } = this.#options;
    try {
      for (const [event, payload] of events) {
        const everySocket = toUser(userId);
        const target = except === undefined ? everySocket : everySocket.except(except);
        await target.emit(event, payload);
      }
    } catch (error) {
      logger.error(
        { event: "notification_read_push_failed", err: error },
        "The user's other sockets could not be told what was read",
      );
    }
  }
}

function noRooms(): never {
  throw new UsageError(
    "E_NOTIFICATION_OPTION",
    'Notification.route("room", name) needs the option toRoom, such as (room) => io.to(room).',
  );
}

type ReadEvent = readonly [event: string, payload: object];

/** @throws SocketException `bad_input` */
function checkedId(userId: unknown): string {
  const text = userIdText(userId);
  if (text !== undefined) return text;
  const got = userId === "" ? "an empty string" : userId === null ? "null" : typeof userId;
  throw new SocketException(`A user id is a non-empty string or an integer; got ${got}.`, {
    code: "bad_input",
  });
}
