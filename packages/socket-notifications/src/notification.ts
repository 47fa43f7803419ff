import type { Loose, RegisteredUser } from "@carillon/socket-contract";
import type { MaybePromise } from "@carillon/socket-contract/server";
import { OnDemand } from "./on-demand.js";

/** A way for a notification to go: kept for later, or pushed to whoever is connected. */
export type NotificationChannel = "database" | "socket";

/**
 * Something that users should know. Extend it; every method may be asynchronous.
 *
 * One instance is one notification: its id is chosen once, and a user who has one of that id gets no second.
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
  /** Sortable, 128 printable characters at most. Default: a UUID of version 7, when it is first sent. */
  id?: string;

  /** Its kind, for clients. Default: the name of the class; write it out where names are minified. */
  get type(): string {
    return this.constructor.name;
  }

  /**
   * The ways it goes to a user. Default both: it is stored and pushed.
   *
   * @param user - Of whom it is asked.
   */
  via(user: User): MaybePromise<readonly NotificationChannel[]>;
  via(): MaybePromise<readonly NotificationChannel[]> {
    return ["database", "socket"];
  }

  /**
   * What is stored: data that JSON can hold. It is sanitized first.
   *
   * @param user - Who gets it.
   */
  toDatabase(user: User): MaybePromise<unknown>;
  toDatabase(): MaybePromise<unknown> {
    throw new TypeError(
      `${this.type} needs toDatabase(user), which returns its data; or toSocket(user) and via() { return ["socket"]; }.`,
    );
  }

  /**
   * What is pushed as `data`. Default: what {@link Notification.toDatabase} returns. It is sanitized first.
   *
   * @param user - Who gets it.
   */
  toSocket(user: User): MaybePromise<unknown> {
    return this.toDatabase(user);
  }

  /**
   * Whether a user gets it at all. Default `true`.
   *
   * @param user - Of whom it is asked.
   */
  shouldSend(user: User): MaybePromise<boolean>;
  shouldSend(): MaybePromise<boolean> {
    return true;
  }

  /**
   * Addresses somebody without a user object: `Notification.route("room", "orders.7")`.
   *
   * @param kind - `"user"` for an id alone, which is stored and pushed; `"room"` for a room, which is pushed to.
   * @param address - The user's id, or the room's name.
   * @returns An address for `notify`; the notification's methods get it as `user`.
   * @throws TypeError for an address that is none.
   * @see Laravel, "On-Demand Notifications".
   */
  static route(kind: "user" | "room", address: string | number | bigint): OnDemand {
    return new OnDemand(kind, address);
  }
}

/** A notification for users of any type. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-arguments -- the default only until an application registers its user type
export type AnyNotification = Notification<Loose>;
