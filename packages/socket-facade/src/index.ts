export type { EventContext, Handler, Middleware, MiddlewareCall } from "@carillon/socket-router";
export type { PendingBroadcast, BroadcastWithAck } from "./broadcast/pending-broadcast.js";
export type { AnySocket, BroadcastChain, PayloadArguments } from "./broadcast/broadcast-chain.js";
export type { Broadcaster, RoomChain } from "./broadcast/broadcaster.js";
export { loadSocketsConfig } from "./config/config-file.js";
export type { ConfigFileOptions } from "./config/config-file.js";
export { config } from "./config/config-folder.js";
export type { AppConfig } from "./config/config-folder.js";
export {
  getSocketManager,
  scopeSocketManagers,
  setSocketManager,
  setSocketsConfig,
} from "./manager/current-manager.js";
export { withEnvironment } from "./config/environment.js";
export type { Environment } from "./config/environment.js";
export type { EmitterConnection } from "./attach/facade-emitter.js";
export { log, Route, Socket } from "./facades.js";
export type { RouteFacade, SocketFacade } from "./facades.js";
export type { DrainNotice, DrainOptions } from "@carillon/socket-router";
export type { Finding } from "./inspect/findings.js";
export type { Log, LogLine } from "./log.js";
export type { HttpRequest } from "./broadcast/requester-socket.js";
export { createRealtime } from "./manager/create-realtime.js";
export type { Realtime } from "./manager/create-realtime.js";
export type { RealtimeRoutes } from "./routes/realtime-routes.js";
export type { NotificationRouteOptions } from "./routes/realtime-routes.js";
export type { ScaleConfig } from "@carillon/socket-scale";
export { SocketManager } from "./manager/socket-manager.js";
export type { AttachTarget } from "./attach/socket-server.js";
export { SocketServiceProvider } from "./provider/socket-service-provider.js";
export type {
  SocketServiceProviderConstructor,
  SocketServiceProviderOptions,
} from "./provider/socket-service-provider.js";
export { defineSocketsConfig } from "./config/sockets-config.js";
export type {
  AuthConfig,
  NotificationsConfig,
  ResolvedSocketsConfig,
  RoomsConfig,
  SocketsConfig,
} from "./config/sockets-config.js";
