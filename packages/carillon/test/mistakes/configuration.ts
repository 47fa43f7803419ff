import type { Mistake } from "./mistake.js";

/** Keys and values of the configuration. */
export const configurationMistakes: readonly Mistake[] = [
  [
    "an unknown key",
    ({ configured }) => configured({ guard: "api" }),
    "E_CONFIG_KEY: Configuration: there is no sockets.guard. Known here: enabled, driver, path, cors, auth, rooms, notifications, contract, logger, logLevel, limits, timeoutMs, maxBufferedBytes, validateReplies, resolve, redis, throttle, idempotencyStore, scale, engine, server.",
  ],
  [
    "a key with a typing error",
    ({ configured }) => configured({ notifcations: {} }),
    'E_CONFIG_KEY: Configuration: there is no sockets.notifcations; did you mean "notifications"?',
  ],
  [
    "an unknown key inside",
    ({ configured }) => configured({ auth: { gaurd: "api" } }),
    'E_CONFIG_KEY: Configuration: there is no sockets.auth.gaurd; did you mean "guard"?',
  ],
  [
    "another driver",
    ({ configured }) => configured({ driver: "ws" }),
    'E_CONFIG_VALUE: Configuration: sockets.driver must be "socket.io".',
  ],
  [
    "a path without its slash",
    ({ configured }) => configured({ path: "socket.io" }),
    'E_CONFIG_VALUE: Configuration: sockets.path must be a path such as "/socket.io".',
  ],
  [
    "enabled as text",
    ({ configured }) => configured({ enabled: "yes" }),
    "E_CONFIG_VALUE: Configuration: sockets.enabled must be true or false.",
  ],
  [
    "a guard that is an object",
    ({ configured }) => configured({ auth: { guard: {} } }),
    "E_CONFIG_VALUE: Configuration: sockets.auth.guard must be a non-empty string.",
  ],
  [
    "guards that are no guards",
    ({ configured }) => configured({ auth: { guards: { api: "secret" } } }).boot(),
    'E_INVALID_GUARD: The guard "api" cannot authenticate: give a function such as ({ token }) => findUserByToken(token), or an object with such a function as authenticate.',
  ],
  [
    "required as text",
    ({ configured }) => configured({ auth: { required: "false" } }),
    "E_CONFIG_VALUE: Configuration: sockets.auth.required must be true or false.",
  ],
  [
    "an unknown source of tokens",
    ({ configured }) => configured({ auth: { sources: ["body"] } }).boot(),
    'E_INVALID_SOURCE: sources: "body" is none of "auth", "query", "header" and { source: "cookie", name: "..." }.',
  ],
  [
    "a cookie without a name",
    ({ configured }) => configured({ auth: { sources: [{ source: "cookie" }] } }).boot(),
    'E_INVALID_SOURCE: sources: {"source":"cookie"} is none of "auth", "query", "header" and { source: "cookie", name: "..." }.',
  ],
  [
    "cookies without origins",
    ({ configured }) => configured({ auth: { sources: [{ source: "cookie", name: "sid" }] } }).boot(),
    'E_ORIGINS_REQUIRED: Credentials from the cookie "sid" need allowedOrigins: browsers send cookies from any page, and CORS does not cover WebSockets. Write allowedOrigins: ["https://app.example.org"].',
  ],
  [
    "origins that are no list",
    ({ configured }) => configured({ auth: { allowedOrigins: 5 } }),
    'E_CONFIG_VALUE: Configuration: sockets.auth.allowedOrigins must be an array such as ["https://app.example.org"], or a function.',
  ],
  [
    "an origin with a path",
    ({ configured }) => configured({ auth: { allowedOrigins: ["https://example.org/app"] } }).boot(),
    'E_INVALID_ORIGIN: allowedOrigins: "https://example.org/app" is not an origin; write it like "https://app.example.org" or "https://*.example.org".',
  ],
  [
    "an unknown re-check",
    ({ configured }) => configured({ auth: { recheck: "sometimes" } }),
    'E_CONFIG_VALUE: Configuration: sockets.auth.recheck must be "always" or { ttlMs }.',
  ],
  [
    "a deadline that is text",
    ({ configured }) => configured({ auth: { deadlineMs: "10s" } }),
    "E_CONFIG_VALUE: Configuration: sockets.auth.deadlineMs must be a number of milliseconds, 0 or more.",
  ],
  [
    "an unknown end",
    ({ configured }) => configured({ auth: { onExpire: "ignore" } }),
    'E_CONFIG_VALUE: Configuration: sockets.auth.onExpire must be "disconnect" or "anonymous".',
  ],
  [
    "a room template without an id",
    ({ configured }) => configured({ rooms: { user: "users" } }).boot(),
    'E_ROOM_TEMPLATE: The room template "users" needs exactly one {id}; write for example "users.{id}".',
  ],
  [
    "a room template that is the id",
    ({ configured }) => configured({ rooms: { user: "{id}" } }).boot(),
    'E_ROOM_TEMPLATE: The room template "{id}" would make every room a personal one; write for example "users.{id}".',
  ],
  [
    "no rooms at all",
    ({ configured }) => configured({ rooms: { max: 0 } }),
    "E_CONFIG_VALUE: Configuration: sockets.rooms.max must be a whole number of at least 1.",
  ],
  [
    "a presence store that is none",
    ({ configured }) => configured({ rooms: { presence: {} } }),
    "E_CONFIG_VALUE: Configuration: sockets.rooms.presence must be a store such as new MemoryPresenceStore().",
  ],
  [
    "an event name that is no text",
    ({ configured }) => configured({ notifications: { newEvent: 5 } }),
    "E_CONFIG_VALUE: Configuration: sockets.notifications.newEvent must be an event name that neither Socket.IO nor Carillon uses.",
  ],
  [
    "a store of notifications that is none",
    ({ configured }) => configured({ notifications: { store: {} } }),
    "E_CONFIG_VALUE: Configuration: sockets.notifications.store must be a store such as new MemoryNotificationStore().",
  ],
  [
    "a logger without methods",
    ({ configured }) => configured({ logger: {} }),
    "E_CONFIG_VALUE: Configuration: sockets.logger must be a logger with debug, info, warn and error.",
  ],
  [
    "a timeout that is text",
    ({ configured }) => configured({ timeoutMs: "30s" }),
    "E_CONFIG_VALUE: Configuration: sockets.timeoutMs must be a number of milliseconds, 0 or more.",
  ],
  [
    "a limit of payloads that is unknown",
    ({ configured }) => configured({ limits: { size: 5 } }).boot(),
    'E_UNKNOWN_OPTION: limits has no "size"; it takes bytes, depth and keys.',
  ],
  [
    "a contract that is none",
    ({ configured }) => configured({ contract: "chat" }),
    "E_CONFIG_VALUE: Configuration: sockets.contract must be an object.",
  ],
  [
    "an unknown adapter",
    ({ configured }) => configured({ scale: { adapter: "kafka" } }),
    "E_CONFIG_VALUE: Configuration: sockets.scale.adapter must be one of memory, redis-streams, redis, redis-sharded, postgres, cluster, or a function (io) => adapter.",
  ],
  [
    "an adapter without Redis",
    ({ configured }) => configured({ scale: { adapter: "redis" } }).boot(),
    'E_SCALE_ADDRESS: scale.adapter "redis" needs scale.url, such as "redis://127.0.0.1:6379", or scale.client; or write redis: url beside scale, for the stores as well.',
  ],
  [
    "a URL without an adapter",
    ({ configured }) => configured({ scale: { url: "redis://127.0.0.1:6379" } }).boot(),
    'E_SCALE_ADAPTER: scale.url needs scale.adapter, such as "redis-streams"; without it there is one node.',
  ],
  [
    "a URL that is none",
    ({ configured }) => configured({ scale: { adapter: "redis", url: "localhost" } }),
    'E_CONFIG_VALUE: Configuration: sockets.scale.url must be a URL such as "redis://127.0.0.1:6379".',
  ],
  [
    "options of Socket.IO at the top",
    ({ configured }) => configured({ pingInterval: 5000 }),
    "E_CONFIG_KEY: Configuration: there is no sockets.pingInterval. Known here: enabled, driver, path, cors, auth, rooms, notifications, contract, logger, logLevel, limits, timeoutMs, maxBufferedBytes, validateReplies, resolve, redis, throttle, idempotencyStore, scale, engine, server.",
  ],
];
