export {
  createAuthenticator,
  createSocketAuthMiddleware,
  sanitizePayload,
  scrubLogContext,
  scrubLogger,
  scrubTokenString,
} from "@carillon/socket-auth";
export * from "@carillon/socket-contract";
export * from "@carillon/socket-facade";
export {
  MemoryNotificationStore,
  Notification,
  NotifyError,
  PostgresNotificationStore,
  SqliteNotificationStore,
} from "@carillon/socket-notifications";
export { attachRooms } from "@carillon/socket-rooms";
export { createRouter, Router, throttle } from "@carillon/socket-router";
