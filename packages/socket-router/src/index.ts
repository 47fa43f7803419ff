export { isSocketException, SocketException } from "@carillon/socket-contract";
export type { SocketExceptionOptions } from "@carillon/socket-contract";
export { limitConnections, throttleHandshakes } from "./admission.js";
export type { ConnectionLimits, ConnectionMiddleware, HandshakeThrottleOptions } from "./admission.js";
export type { ConnectHook, DisconnectHook } from "./connection-hooks.js";
export type { EventContext } from "./context.js";
export type { ControllerResolver } from "./controllers.js";
export type { DrainNotice, DrainOptions } from "./drain-options.js";
export type { ErrorHook } from "./failures.js";
export type { Hook } from "./hook.js";
export type { IdempotencyOptions } from "./idempotency.js";
export { MemoryIdempotencyStore, RedisIdempotencyStore } from "./idempotency-store.js";
export type { IdempotencyStore, KnownRequest } from "./idempotency-store.js";
export type { PayloadLimits } from "./limits.js";
export type { Rate } from "./rate-limiter.js";
export type { RedisClient } from "@carillon/socket-contract/server";
export type { GroupOptions, NamespaceName, RouteOptions } from "./route.js";
export type { RouteInfo } from "./route-info.js";
export { createRouter, Router } from "./router.js";
export type { RouterOptions } from "./router-options.js";
export { throttle } from "./throttle.js";
export type { ThrottleOptions } from "./throttle.js";
export type {
  Controller,
  ControllerClass,
  Handler,
  HandlerObject,
  HandlerReference,
  MethodName,
  Middleware,
  MiddlewareCall,
  MiddlewareFactory,
  MiddlewareObject,
  MiddlewareReference,
  PayloadOf,
  ReplyOf,
  RouteName,
} from "./types.js";
export type { PayloadIssue } from "./validate.js";
