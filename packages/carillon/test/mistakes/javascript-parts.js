import * as carillon from "carillon";
import * as rooms from "carillon/rooms";
import * as router from "carillon/router";
import * as scale from "carillon/scale";
import * as testing from "carillon/testing";

/** What JavaScript lets through: calls whose arguments are missing, of the wrong kind, or have unknown keys. */
export const parts = [
  [
    "throttle undefined",
    () => carillon.throttle(undefined),
    "E_BAD_OPTION: throttle takes its options as an object, such as { points: ... }; got null.",
  ],
  [
    "throttle no args",
    () => carillon.throttle(),
    "E_BAD_OPTION: throttle takes its options as an object, such as { points: ... }; got null.",
  ],
  [
    "throttle {}",
    () => carillon.throttle({}),
    'E_BAD_RATE: A rate is at least 1 point in 1 ms to 24 days, e.g. { points: 60, per: "1m" }; got undefined in undefined.',
  ],
  [
    "throttle unknown key",
    () => carillon.throttle({ points: 1, duration: "1m", foo: 1 }),
    'E_UNKNOWN_OPTION: throttle has no option "duration". Known: points, per, name, by, onLimit, maxReplies.',
  ],
  [
    "throttle zero",
    () => carillon.throttle({ points: 0, duration: "1m" }),
    'E_UNKNOWN_OPTION: throttle has no option "duration". Known: points, per, name, by, onLimit, maxReplies.',
  ],
  [
    "defineContract undefined",
    () => carillon.defineContract(undefined),
    "E_BAD_CONTRACT: defineContract takes { client, server, channels }.",
  ],
  [
    "defineContract text",
    () => carillon.defineContract("x"),
    "E_BAD_CONTRACT: defineContract takes { client, server, channels }.",
  ],
  [
    "defineContract unknown key",
    () => carillon.defineContract({ clients: {} }),
    'E_BAD_CONTRACT: defineContract takes { client, server, channels }; there is no "clients".',
  ],
  [
    "SocketException options text",
    () => new carillon.SocketException("x", "code"),
    'E_EXCEPTION_OPTIONS: A SocketException takes its code as an option: new SocketException("Sold out", { code: "sold_out" }).',
  ],
  [
    "RedisIdempotencyStore()",
    () => new carillon.RedisIdempotencyStore(),
    "E_WRONG_PART: RedisIdempotencyStore needs a connected client of redis or ioredis: new RedisIdempotencyStore(client); got undefined.",
  ],
  [
    "RedisIdempotencyStore({})",
    () => new carillon.RedisIdempotencyStore({}),
    "E_WRONG_PART: RedisIdempotencyStore needs a connected client of redis or ioredis: new RedisIdempotencyStore(client); got an object.",
  ],
  [
    "RedisPresenceStore()",
    () => new carillon.RedisPresenceStore(),
    "E_WRONG_PART: RedisPresenceStore needs a connected client of redis or ioredis: new RedisPresenceStore(client); got undefined.",
  ],
  [
    "RedisHistoryStore()",
    () => new carillon.RedisHistoryStore(),
    "E_WRONG_PART: RedisHistoryStore needs a connected client of redis or ioredis: new RedisHistoryStore(client); got undefined.",
  ],
  [
    "SqliteNotificationStore()",
    () => new carillon.SqliteNotificationStore(),
    'E_WRONG_PART: SqliteNotificationStore needs an open database: new SqliteNotificationStore(new DatabaseSync("app.db")); got undefined.',
  ],
  [
    "SqliteNotificationStore path",
    () => new carillon.SqliteNotificationStore("app.db"),
    'E_WRONG_PART: SqliteNotificationStore needs an open database: new SqliteNotificationStore(new DatabaseSync("app.db")); got a string.',
  ],
  [
    "PostgresNotificationStore()",
    () => new carillon.PostgresNotificationStore(),
    "E_WRONG_PART: PostgresNotificationStore needs a pool or client of pg: new PostgresNotificationStore(pool); got undefined.",
  ],
  [
    "PostgresNotificationStore url",
    () => new carillon.PostgresNotificationStore("postgres://x"),
    "E_WRONG_PART: PostgresNotificationStore needs a pool or client of pg: new PostgresNotificationStore(pool); got a string.",
  ],
  [
    "attachRooms(undefined)",
    () => carillon.attachRooms(undefined),
    "E_WRONG_PART: attachRooms needs a Socket.IO server or namespace: attachRooms(io); got undefined.",
  ],
  [
    "attachRooms http",
    () => carillon.attachRooms({}),
    "E_WRONG_PART: attachRooms needs a Socket.IO server or namespace: attachRooms(io); got an object.",
  ],
  [
    "attachRooms, unknown option",
    () => carillon.attachRooms(new testing.FakeIo(), { maks: 1 }),
    'E_UNKNOWN_OPTION: attachRooms has no option "maks". Known: user, max, limits, channels, contract, presence, history, timeoutMs, listen, logger.',
  ],
  [
    "createRouter, unknown option",
    () => router.createRouter({ contarct: {} }),
    'E_UNKNOWN_OPTION: createRouter has no option "contarct"; did you mean "contract"?',
  ],
  [
    "createRouter text",
    () => router.createRouter("x"),
    "E_BAD_OPTION: createRouter takes its options as an object, such as { contract: ... }; got a string.",
  ],
  [
    "createRouter timeout",
    () => router.createRouter({ timeoutMs: "5s" }),
    "E_BAD_OPTION: createRouter: timeoutMs is a number of 0 or more; got 5s.",
  ],
  [
    "createRouter maxQueued",
    () => router.createRouter({ maxQueued: -1 }),
    "E_BAD_OPTION: createRouter: maxQueued is a number of 0 or more; got -1.",
  ],
  [
    "createRouter logger",
    () => router.createRouter({ logger: {} }),
    "E_BAD_OPTION: createRouter: logger has debug, info, warn and error, such as console or pino().",
  ],
  [
    "limitConnections()",
    () => router.limitConnections(),
    "E_BAD_OPTION: limitConnections takes its options as an object, such as { perUser: ... }; got null.",
  ],
  [
    "limitConnections unknown",
    () => router.limitConnections({ max: 1 }),
    'E_UNKNOWN_OPTION: limitConnections has no option "max". Known: perUser, perAddress, addressOf.',
  ],
  [
    "throttleHandshakes()",
    () => router.throttleHandshakes(),
    "E_BAD_OPTION: throttleHandshakes takes its options as an object, such as { points: ... }; got null.",
  ],
  [
    "member()",
    () => rooms.member(),
    'E_MEMBER_PATTERN: The middleware member needs a room pattern, got undefined; write for example "member:rooms.{room}".',
  ],
  [
    "scaleServer()",
    () => scale.scaleServer(),
    "E_BAD_OPTION: scale takes its options as an object, such as { adapter: ... }; got null.",
  ],
  [
    "scaleServer opts",
    () => scale.scaleServer(new testing.FakeIo(), { adaptor: "redis" }),
    'E_UNKNOWN_OPTION: scale has no option "adaptor"; did you mean "adapter"?',
  ],
];
