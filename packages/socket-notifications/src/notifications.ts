import { SocketException } from "@carillon/socket-contract";
import { answerEvent } from "@carillon/socket-contract/server";
import { consoleLogger, sanitizePayload, scrubLogger } from "@carillon/socket-scrub";
import { v7 as newId } from "uuid";
import type { ClientNotification } from "./client-notification.js";
import { clientEvents, notificationEvents } from "./client-events.js";
import type { ClientEventHandler, ClientEvents } from "./client-events.js";
import { cursorOf, positionOf } from "./cursor.js";
import { Delivery } from "./delivery.js";
import { listReply } from "./list-reply.js";
import type { NotificationList } from "./list-reply.js";
import type { Notification } from "./notification.js";
import { checkOptions } from "./notifications-options.js";
import type { NotificationsOptions } from "./notifications-options.js";
import type { NotifyReport } from "./notify-error.js";
import type { OnDemand } from "./on-demand.js";
import { ownId, recipientsOf } from "./recipient.js";
import type { Recipient } from "./recipient.js";
import { isNotificationId, listQuery, readIds } from "./requests.js";
import type { ListRequest } from "./requests.js";
import { userIdText } from "./user-id.js";

/** A user's id as applications have it. */
export type UserId = string | number | bigint;

/** Who need not hear of a change. */
export interface ReadOptions {
  /** The id of the socket that made it, since it has the answer. */
  readonly except?: string | undefined;
}

/** What is deleted. */
export interface PruneOptions {
  /** Those made longer ago than this, in milliseconds. */
  readonly olderThanMs: number;
  /** Keeps those that nobody has read. Default `true`. */
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
 * The store is the truth and a push a hint: whoever was away, or missed one, gets it by the next list.
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
  /** Answers the four client events, by name; for a router. They throw what the client may know. */
  readonly clientEvents: ClientEvents;
  readonly #options: Required<Omit<NotificationsOptions, "toRoom">> & Pick<NotificationsOptions, "toRoom">;

  /**
   * @param options - See {@link NotificationsOptions}.
   * @throws TypeError for what cannot work, saying what to write.
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
   * An instance has one id, and a user who has one of that id gets no second; so a failed call can be made again.
   *
   * @param to - A user, an address by `Notification.route`, or a list of them, in batches of 100.
   * @param notification - What to send.
   * @returns What became of it. Pushes are not waited for by clients.
   * @throws TypeError for somebody without an id, or what is no notification, before anything is sent.
   * @throws NotifyError when some did not get it: the store failed, or the notification threw for them. Nothing was pushed
   *   to those.
   */
  async notify<User>(
    to: NoInfer<User> | OnDemand | readonly (NoInfer<User> | OnDemand)[],
    notification: Notification<User>,
  ): Promise<NotifyReport> {
    const { store, sanitize, maxBytes, logger, userIdOf, toRoom } = this.#options;
    if (typeof (notification as Partial<Notification> | undefined)?.shouldSend !== "function") {
      throw new TypeError(
        "notify takes an instance of a class that extends Notification, such as new OrderShipped(7).",
      );
    }
    const recipients = recipientsOf(to, userIdOf);
    if (!toRoom && recipients.some(({ room }) => room !== undefined)) noRooms();
    const id = (notification.id ??= newId());
    if (!isNotificationId(id)) {
      throw new TypeError(`${notification.type}.id must be 1 to 128 printable characters.`);
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
   * @param userId - Whose.
   * @param request - See {@link ListRequest}. Default: the newest 50.
   * @throws SocketException `bad_input` for a request that cannot be understood.
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
   * @param userId - Whose. An id that is not there or somebody else's changes nothing.
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
    const changed = await store.markRead(user, readIds({ ids: [ids].flat() }), Date.now());
    await this.#tell(
      user,
      except,
      changed.map((id) => [readEvent, { id }]),
    );
    return changed;
  }

  /**
   * Marks all notifications as read, and tells the user's sockets. What comes meanwhile stays unread.
   *
   * @param userId - Whose.
   * @param before - The `cursor` of the newest one that was seen; those up to it are marked. Default: all there are.
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
    const { changed, upTo } = await store.markAllRead(user, positionOf(before, "before"), Date.now());
    const reply = { changed, before: cursorOf(upTo) };
    if (changed > 0) await this.#tell(user, except, [[readAllEvent, { before: reply.before }]]);
    return reply;
  }

  /**
   * Deletes old notifications of all users, a thousand at a time.
   *
   * @param options - See {@link PruneOptions}.
   * @returns How many were deleted.
   * @throws TypeError for an age that is none.
   */
  async prune({ olderThanMs, keepUnread = true }: PruneOptions): Promise<number> {
    if (typeof olderThanMs !== "number" || !(olderThanMs >= 0)) {
      throw new TypeError("prune takes { olderThanMs }, such as 30 * 24 * 3_600_000 for 30 days.");
    }
    const before = Date.now() - olderThanMs;
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
   * For a server without a router. Who the socket is, is read at each event where authentication put it.
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

  /** What cannot be sent is logged: it is in the store. */
  async #tell(userId: string, except: string | undefined, events: readonly ReadEvent[]): Promise<void> {
    const { toUser, logger } = this.#options;
    try {
      for (const [event, payload] of events) {
        const everySocket = toUser(userId);
        const target = except === undefined ? everySocket : everySocket.except(except);
        await target.emit(event, payload);
      }
    } catch (error) {
      logger.error({ err: error }, "The user's other sockets could not be told what was read");
    }
  }
}

function noRooms(): never {
  throw new TypeError(
    'Notification.route("room", name) needs the option toRoom, such as (room) => io.to(room).',
  );
}

type ReadEvent = readonly [event: string, payload: object];

/** @throws SocketException `bad_input` */
function checkedId(userId: unknown): string {
  const text = userIdText(userId);
  if (text !== undefined) return text;
  throw new SocketException("A user id is a non-empty string or an integer.", { code: "bad_input" });
}
