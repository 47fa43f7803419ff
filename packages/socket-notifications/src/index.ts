export { notificationEvents } from "./client-events/client-events.js";
export type { ClientEventHandler, ClientEvents } from "./client-events/client-events.js";
export type { ClientNotification } from "./client-events/client-notification.js";
export type { NotificationList } from "./client-events/list-reply.js";
export { MemoryNotificationStore } from "./stores/memory-notification-store.js";
export type { MemoryNotificationOptions } from "./stores/memory-notification-store.js";
export { Notification } from "./notification.js";
export type { NotificationChannel } from "./notification.js";
export type {
  NewNotification,
  NotificationStore,
  StoredNotification,
  StorePage,
  StoreQuery,
} from "./stores/notification-store.js";
export { Notifications } from "./notifications.js";
export type { AnswerableSocket, PruneOptions, ReadOptions, UserId } from "./notifications.js";
export type { NotificationsOptions, NotificationTarget } from "./notifications-options.js";
export { NotifyError } from "./delivery/notify-error.js";
export type { NotifyFailure, NotifyReport } from "./delivery/notify-error.js";
export type { OnDemand } from "./on-demand.js";
export { postgresNotificationMigration } from "./stores/postgres-migrations.js";
export { PostgresNotificationStore } from "./stores/postgres-notification-store.js";
export type { PostgresClient, PostgresNotificationOptions } from "./stores/postgres-notification-store.js";
export type { ListRequest } from "./client-events/requests.js";
export type { SqliteDatabase, SqliteStatement } from "@carillon/socket-contract/server";
export { SqliteNotificationStore } from "./stores/sqlite-notification-store.js";
export type { SqliteNotificationOptions } from "./stores/sqlite-notification-store.js";
