export type { EventContext, Handler, Middleware, MiddlewareCall } from "@carillon/socket-router";
export type { Asking, Broadcast, BroadcastChain } from "./broadcast.js";
export { Broadcaster } from "./broadcaster.js";
export type { BroadcastTarget, NamespaceBroadcaster } from "./broadcaster.js";
export { loadSocketsConfig } from "./config-file.js";
export type { ConfigFileOptions } from "./config-file.js";
export { getSocketManager, setSocketManager, setSocketsConfig } from "./current-manager.js";
export { withEnvironment } from "./environment.js";
export type { Environment } from "./environment.js";
export type { EmitterConnection } from "./emitter.js";
export { log, Route, Socket } from "./facades.js";
export type { RouteFacade, SocketFacade } from "./facades.js";
export type { DrainNotice, DrainOptions } from "@carillon/socket-router";
export type { Log, LogLine } from "./log.js";
export type { OwnedRequest } from "./own-socket.js";
export { createRealtime } from "./realtime.js";
export type { Realtime } from "./realtime.js";
export { Notifier } from "./notifier.js";
export { RealtimeRoutes } from "./realtime-routes.js";
export type { NotificationRouteOptions } from "./realtime-routes.js";
export type { ScaleConfig } from "./scale.js";
export { SocketManager } from "./socket-manager.js";
export type { AttachTarget } from "./socket-server.js";
export { SocketServiceProvider } from "./socket-service-provider.js";
export type {
  SocketServiceProviderConstructor,
  SocketServiceProviderOptions,
} from "./socket-service-provider.js";
export { defineSocketsConfig } from "./sockets-config.js";
export type {
  AuthConfig,
  NotificationsConfig,
  ResolvedSocketsConfig,
  RoomsConfig,
  SocketsConfig,
} from "./sockets-config.js";
