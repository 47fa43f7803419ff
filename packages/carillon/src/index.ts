// Types come whole, so that `declare module "carillon"` can extend `Register`; values by name.
export type * from "@carillon/socket-contract";
export type * from "@carillon/socket-facade";

export { defineContract, isSocketException, SocketException } from "@carillon/socket-contract";
export {
  config,
  createRealtime,
  defineSocketsConfig,
  getSocketManager,
  loadSocketsConfig,
  log,
  Route,
  setSocketManager,
  setSocketsConfig,
  Socket,
  SocketManager,
  SocketServiceProvider,
  withEnvironment,
} from "@carillon/socket-facade";

export { RedisIdempotencyStore, throttle } from "@carillon/socket-router";
export type { RouteOptions } from "@carillon/socket-router";

export {
  createSocketAuthMiddleware,
  jwtGuard,
  MemoryTokenStore,
  passportGuard,
  sanitizePayload,
  scrubLogContext,
  scrubTokenString,
  sessionGuard,
  SqliteTokenStore,
  tokenGuard,
} from "@carillon/socket-auth";
export type { Credentials, Guard, GuardResult, Logger } from "@carillon/socket-auth";

export { attachRooms, RedisHistoryStore, RedisPresenceStore } from "@carillon/socket-rooms";
export type { ChannelContext, ChannelRule, Member } from "@carillon/socket-rooms";

export {
  Notification,
  NotifyError,
  PostgresNotificationStore,
  SqliteNotificationStore,
} from "@carillon/socket-notifications";
export type { NotificationStore } from "@carillon/socket-notifications";
