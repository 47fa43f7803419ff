import type { Loose, RegisteredUser } from "@carillon/socket-contract";
import { UsageError } from "@carillon/socket-contract/server";
import type { MaybePromise } from "@carillon/socket-contract/server";
import { OnDemand } from "./on-demand.js";

/** How a notification travels: `"database"` stores it, `"socket"` pushes it to connected sockets. */
export type NotificationChannel = "database" | "socket";

/**
 * The base class of notifications. Every method may be asynchronous.
 *
 * One instance is one notification: its id is chosen once, and a user gets each id at most once.
 *
 * @example
 * ```ts
 * import { Notification } from "@carillon/socket-notifications";
 *
 * interface User {
 *   id: number;
 *   name: string;
 * }
 * class OrderShipped extends Notification<User> {
 *   readonly orderId: number;
 *   constructor(orderId: number) {
 *     super();
 *     this.orderId = orderId;
 *   }
 *   override toDatabase(user: User) {
 *     return { title: `${user.name}, your order is on its way`, orderId: this.orderId };
 *   }
 * }
 * ```
 * @see Laravel, "Notifications".
 */
export abstract class Notification<User = RegisteredUser> {
  /** Unique for each user, at most 128 printable characters. Default: a UUID of version 7, chosen when it is first sent. */
  id?: string;

  /** Its kind, for clients. Default: the name of the class; write it out where names are minified. */
  get type(): string {
    return this.constructor.name;
  }

  /**
   * How it travels to a user. Default `["database", "socket"]`.
   *
   * @param user - The recipient.
   */
  via(user: User): MaybePromise<readonly NotificationChannel[]>;
  via(): MaybePromise<readonly NotificationChannel[]> {
    return ["database", "socket"];
  }

  /**
   * Returns the data to store, anything that JSON can hold. It is sanitized first.
   *
   * @param user - The recipient.
   */
  toDatabase(user: User): MaybePromise<unknown>;
  toDatabase(): MaybePromise<unknown> {
    throw new UsageError(
      "E_NOTIFICATION_DATA",
      `${this.type} needs toDatabase(user), which returns its data; or toSocket(user) and via() { return ["socket"]; }.`,
    );
  }

  /**
   * Returns the `data` to push. Default: what {@link Notification.toDatabase} returns. It is sanitized first.
   *
   * @param user - The recipient.
   */
  toSocket(user: User): MaybePromise<unknown> {
    return this.toDatabase(user);
  }

  /**
   * Whether a user gets it. Default `true`.
   *
   * @param user - The recipient.
   */
  shouldSend(user: User): MaybePromise<boolean>;
  shouldSend(): MaybePromise<boolean> {
    return true;
  }

  /**
   * Addresses a recipient without a user object: `Notification.route("room", "orders.7")`.
   *
   * @param kind - `"user"` for an id alone, which is stored and pushed; `"room"` for a room, which is pushed to.
   * @param address - The user's id, or the room's name.
   * @returns An address for `notify`; the notification's methods get it as `user`.
   * @throws UsageError `E_NOTIFICATION_RECIPIENT` for an invalid address.
   * @see Laravel, "On-Demand Notifications".
   */
  static route(kind: "user" | "room", address: string | number | bigint): OnDemand {
    return new OnDemand(kind, address);
  }
}

/** A notification for users of any type. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-arguments -- the default only until an application registers its user type
export type AnyNotification = Notification<Loose>;
