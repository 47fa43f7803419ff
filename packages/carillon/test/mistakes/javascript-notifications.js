import * as carillon from "carillon";
import * as notifications from "carillon/notifications";

class Shipped extends carillon.Notification {
  constructor(shape) {
    super();
    Object.assign(this, shape);
  }
}

/** What is wrong with the first recipient's. */
const reason = ({ errors: [first] }) => {
  throw first;
};

const user = { id: 1 };
const store = new notifications.MemoryNotificationStore();
const toUser = () => ({ emit: () => true });

/** What a notification, its store or its recipient cannot be. */
export const notificationMistakes = [
  [
    "a notification without data",
    ({ socket, boot }) => {
      boot();
      return socket.notify(user, new (class OrderShipped extends carillon.Notification {})()).catch(reason);
    },
    'E_NOTIFICATION_DATA: OrderShipped needs toDatabase(user), which returns its data; or toSocket(user) and via() { return ["socket"]; }.',
  ],
  [
    "a channel of mail",
    ({ socket, boot }) => {
      boot();
      return socket
        .notify(user, new Shipped({ via: () => ["database", "mail"], toDatabase: () => ({}) }))
        .catch(reason);
    },
    'E_NOTIFICATION_CHANNEL: Shipped.via returned "mail"; return a list of "database" and "socket". Send mail and other channels yourself, beside notify().',
  ],
  [
    "via as text",
    ({ socket, boot }) => {
      boot();
      return socket.notify(user, new Shipped({ via: () => "socket", toDatabase: () => ({}) })).catch(reason);
    },
    'E_NOTIFICATION_CHANNEL: Shipped.via returned "socket"; return a list of "database" and "socket". Send mail and other channels yourself, beside notify().',
  ],
  [
    "an id with a line break",
    ({ socket, boot }) => {
      boot();
      return socket.notify(user, new Shipped({ id: "a\nb", toDatabase: () => ({}) }));
    },
    "E_NOTIFICATION_ID: Shipped.id must be 1 to 128 printable characters; leave it out for a UUID.",
  ],
  [
    "data over the limit",
    () =>
      new notifications.Notifications({ store, toUser, maxBytes: 100 })
        .notify(user, new Shipped({ toDatabase: () => ({ text: "x".repeat(200) }) }))
        .catch(reason),
    "E_NOTIFICATION_SIZE: Shipped.toDatabase returned 211 bytes for 1, more than maxBytes, 100; send an id and let clients ask for the rest.",
  ],
  [
    "notifications without a store",
    () => new notifications.Notifications({ toUser }),
    "E_NOTIFICATION_OPTION: Notifications need a store, such as new MemoryNotificationStore(), with the six methods of NotificationStore.",
  ],
  [
    "notifications without toUser",
    () => new notifications.Notifications({ store }),
    "E_NOTIFICATION_OPTION: Notifications need toUser, such as (id) => io.to(`users.${id}`).",
  ],
  [
    "a sanitizer that is none",
    () => new notifications.Notifications({ store, toUser, sanitize: true }),
    "E_NOTIFICATION_OPTION: sanitize is a function that returns the data to store; leave it out for sanitizePayload.",
  ],
  [
    "no bytes at all",
    () => new notifications.Notifications({ store, toUser, maxBytes: 0 }),
    "E_NOTIFICATION_OPTION: maxBytes is 0; write a whole number of at least 1.",
  ],
  [
    "a notification to a room without toRoom",
    () =>
      new notifications.Notifications({ store, toUser }).notify(
        carillon.Notification.route("room", "orders.7"),
        new Shipped({ toDatabase: () => ({}) }),
      ),
    'E_NOTIFICATION_OPTION: Notification.route("room", name) needs the option toRoom, such as (room) => io.to(room).',
  ],
  [
    "pruning without an age",
    () => new notifications.Notifications({ store, toUser }).prune({}),
    "E_NOTIFICATION_OPTION: olderThanMs is undefined; write a number of at least 0, such as 30 * 24 * 3_600_000 for 30 days.",
  ],
  [
    "a store that keeps none",
    () => new notifications.MemoryNotificationStore({ maxPerUser: 0 }),
    "E_NOTIFICATION_OPTION: maxPerUser is 0; write a whole number of at least 1.",
  ],
  [
    "events of notifications with one name",
    ({ configured }) => configured({ notifications: { newEvent: "news", readEvent: "news" } }),
    "E_CONFIG_VALUE: Configuration: the events of sockets.notifications must have different names.",
  ],
];
