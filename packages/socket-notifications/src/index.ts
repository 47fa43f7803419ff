export { notificationEvents } from "./client-events.js";
export type { ClientEventHandler, ClientEvents } from "./client-events.js";
export type { ClientNotification } from "./client-notification.js";
export type { NotificationList } from "./list-reply.js";
export { MemoryNotificationStore } from "./memory-notification-store.js";
export type { MemoryNotificationOptions } from "./memory-notification-store.js";
export { Notification } from "./notification.js";
export type { NotificationChannel } from "./notification.js";
export type {
  NewNotification,
  NotificationStore,
  StoredNotification,
  StorePage,
  StoreQuery,
} from "./notification-store.js";
export { Notifications } from "./notifications.js";
export type { AnswerableSocket, PruneOptions, ReadOptions, UserId } from "./notifications.js";
export type { NotificationsOptions, NotificationTarget } from "./notifications-options.js";
export { NotifyError } from "./notify-error.js";
export type { NotifyFailure, NotifyReport } from "./notify-error.js";
export type { OnDemand } from "./on-demand.js";
export { postgresNotificationMigration } from "./postgres-migrations.js";
export { PostgresNotificationStore } from "./postgres-notification-store.js";
export type { PostgresClient, PostgresNotificationOptions } from "./postgres-notification-store.js";
export type { ListRequest } from "./requests.js";
export type { SqliteDatabase, SqliteStatement } from "@carillon/socket-contract/server";
export { SqliteNotificationStore } from "./sqlite-notification-store.js";
export type { SqliteNotificationOptions } from "./sqlite-notification-store.js";
