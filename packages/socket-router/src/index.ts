export { isSocketException, SocketException } from "@carillon/socket-contract";
export type { SocketExceptionOptions } from "@carillon/socket-contract";
export type { RedisClient } from "@carillon/socket-contract/server";
export type { ErrorHook } from "./answers/failures.js";
export type { Hook } from "./attaching/event-takeover.js";
export type { ConnectHook, DisconnectHook } from "./connections/connection-hooks.js";
export type { EventContext } from "./dispatch/event-context.js";
export type { DrainNotice, DrainOptions } from "./draining/drain-options.js";
export type { ConnectionMiddleware } from "./handshakes/connection-refusal.js";
export { limitConnections } from "./handshakes/limit-connections.js";
export type { ConnectionLimits } from "./handshakes/limit-connections.js";
export { networkOf } from "./handshakes/network-of.js";
export { throttleHandshakes } from "./handshakes/throttle-handshakes.js";
export type { HandshakeThrottleOptions } from "./handshakes/throttle-handshakes.js";
export type { IdempotencyOptions } from "./idempotency/idempotency.js";
export type { IdempotencyStore, IdempotentRequest, KnownRequest } from "./idempotency/idempotency-store.js";
export { MemoryIdempotencyStore } from "./idempotency/memory-idempotency-store.js";
export type { MemoryIdempotencyStoreOptions } from "./idempotency/memory-idempotency-store.js";
export { RedisIdempotencyStore } from "./idempotency/redis-idempotency-store.js";
export type { RedisIdempotencyStoreOptions } from "./idempotency/redis-idempotency-store.js";
export type {
  Middleware,
  MiddlewareCall,
  MiddlewareFactory,
  MiddlewareObject,
  MiddlewarePlacement,
  MiddlewareReference,
} from "./middleware/middleware.js";
export type { PayloadLimits } from "./payloads/payload-limits.js";
export type { PayloadIssue } from "./payloads/schemas.js";
export type { ControllerResolver } from "./registration/controllers.js";
export type {
  Controller,
  ControllerClass,
  Handler,
  HandlerObject,
  HandlerReference,
  MethodName,
  PayloadOf,
  ReplyOf,
  RouteName,
  RouteServer,
  RouteSocket,
  SentPayloadOf,
} from "./registration/handler.js";
export type { GroupOptions, NamespaceName, RouteDefinition, RouteOptions } from "./registration/route.js";
export type { RouteInfo } from "./registration/route-info.js";
export type { ContractGaps } from "./registration/route-registry.js";
export { createRouter } from "./create-router.js";
export { Router } from "./router.js";
export type { RouterOptions } from "./router-options.js";
export type { Rate } from "./throttling/rate-limiter.js";
export { throttle } from "./throttling/throttle.js";
export type { ThrottleOptions } from "./throttling/throttle.js";
