import { generateKeyPairSync } from "node:crypto";
import * as carillon from "carillon";
import * as auth from "carillon/auth";
import * as router from "carillon/router";
import * as scale from "carillon/scale";
import { FakeIo } from "carillon/testing";

const handler = () => 1;
const secret = "x".repeat(32);
const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const database = { exec: () => undefined, prepare: () => undefined };
const refused = () => Promise.reject(new Error("refused"));
const redis = { sendCommand: () => Promise.resolve(), duplicate: () => redis, on: () => redis };
const oldRedis = { ...redis, sPublish: refused, duplicate: () => oldRedis, on: () => oldRedis };
const farPool = { query: refused, connect: refused, on: () => farPool };

/** Guards, stores and limits with values that they cannot use. */
export const stores = [
  [
    "two guards of one name",
    () => auth.createAuthenticator().guard("api", handler).guard("api", handler),
    'E_GUARD_TAKEN: The guard "api" is registered already: give this one another name, such as "api2".',
  ],
  [
    "sharded channels on an old Redis",
    () => scale.scaleServer(new FakeIo(), { adapter: "redis-sharded", client: oldRedis }).ready,
    'E_REDIS_TOO_OLD: scale.adapter "redis-sharded" needs Redis 7 or Valkey; use "redis-streams" or "redis" here.',
  ],
  [
    "a PostgreSQL that is away",
    () => scale.scaleServer(new FakeIo(), { adapter: "postgres", client: farPool }).ready,
    "E_POSTGRES_UNREACHABLE: PostgreSQL cannot be reached, or refuses to create the table socket_io_attachments: start it, or correct scale.url.",
  ],
  [
    "a JWT of an asymmetric algorithm with a secret",
    () => carillon.jwtGuard({ secret, algorithms: ["RS256"] }),
    'E_JWT_ALGORITHM: jwtGuard: the algorithm "RS256" does not go with a secret; use HS256.',
  ],
  [
    "a JWT of a symmetric algorithm with a key",
    () => carillon.jwtGuard({ key: publicKey, algorithms: ["HS256"] }),
    'E_JWT_ALGORITHM: jwtGuard: the algorithm "HS256" does not go with a public key; HS* would let the public key sign.',
  ],
  [
    "a private key where the public one belongs",
    () => carillon.jwtGuard({ key: privateKey }),
    "E_JWT_PUBLIC_KEY: jwtGuard: key must be a public key, as PEM (-----BEGIN PUBLIC KEY-----) or as a key object.",
  ],
  [
    "passport without the strategy's name",
    () => carillon.passportGuard({ authenticate: handler }),
    'E_PASSPORT_STRATEGY: passportGuard needs the name of a strategy: passportGuard(passport, "jwt").',
  ],
  [
    "a session that no middleware made",
    () => carillon.sessionGuard({ user: handler }).authenticate({ source: "header" }, {}, { request: {} }),
    "E_SESSION_MISSING: sessionGuard found no session: add io.engine.use(handshakeOnly(session({ ... }))) before clients connect.",
  ],
  [
    "a strategy that wants to redirect",
    () =>
      carillon
        .passportGuard(
          {
            authenticate: () => (_request, response) => {
              response.redirect("/login");
            },
          },
          "oauth2",
        )
        .authenticate({ source: "header", token: "t" }, {}, { request: { headers: {} } }),
    "E_STRATEGY_ANSWERS: This strategy wants to answer the request (redirect), which a socket cannot do: use one that reads a token or a cookie.",
  ],
  [
    "a token table that could be SQL",
    () => new carillon.SqliteTokenStore(database, { table: "a; drop" }),
    'E_INVALID_TABLE_NAME: "a; drop" is not a table name: use letters, digits and "_", such as "socket_tokens".',
  ],
  [
    "origins as a text",
    () => auth.createAuthenticator({ allowedOrigins: "https://app.example.org" }),
    'E_INVALID_ORIGINS: allowedOrigins takes an array such as ["https://app.example.org"], or a function.',
  ],
  [
    "a re-check as a number",
    () => auth.createAuthenticator({ recheck: 30_000 }),
    'E_INVALID_RECHECK: recheck is "always", or { ttlMs: 30_000 } for how long a check holds in milliseconds.',
  ],
  [
    "a token of nothing",
    () => auth.extractToken(undefined),
    "E_WRONG_PART: extractToken needs a handshake: extractToken(socket.handshake); got undefined.",
  ],
  [
    "an option of another kind",
    () => new auth.MemoryRevocationStore({ maxAgeMs: "1h" }),
    "E_BAD_OPTION: MemoryRevocationStore: maxAgeMs must be a number of milliseconds, 0 or more; got a string.",
  ],
  [
    "a word that an option does not know",
    () => auth.createAuthenticator({ onExpire: "logout" }),
    'E_BAD_OPTION: createAuthenticator: onExpire must be "disconnect" or "anonymous"; got "logout".',
  ],
  [
    "a history that keeps nothing",
    ({ route }) => route.channel("rooms.{room}", { join: handler, history: { size: 0 } }),
    "E_CHANNEL_HISTORY: A channel's history needs a size and a ttlMs above 0; write for example { size: 100, ttlMs: 120_000 }.",
  ],
  [
    "a lease of no time",
    () => new carillon.RedisPresenceStore(redis, { leaseMs: 0 }),
    "E_PRESENCE_LEASE: presence.leaseMs is 0; write milliseconds, for example 15000.",
  ],
  [
    "no rooms for a client",
    () => carillon.attachRooms(new FakeIo(), { max: 0 }),
    "E_ROOMS_MAX: rooms.max is 0; write a positive integer, for example 100.",
  ],
  [
    "no whispers at all",
    () => carillon.attachRooms(new FakeIo(), { limits: { whispersPerSecond: 0 } }),
    "E_ROOMS_LIMIT: rooms.limits.whispersPerSecond is 0; write a positive integer, for example 100.",
  ],
  [
    "limits of connections that limit nothing",
    () => router.limitConnections({}),
    "E_BAD_OPTION: limitConnections limits nothing without perUser or perAddress: limitConnections({ perUser: 5, perAddress: 50 }).",
  ],
  [
    "an idempotency store that holds none",
    () => new router.MemoryIdempotencyStore({ maxKeys: 0 }),
    "E_BAD_OPTION: MemoryIdempotencyStore: maxKeys is a whole number, at least 1.",
  ],
  [
    "a Redis that is no client",
    () => scale.connectRedis({}),
    'E_REDIS_CLIENT: A Redis client is a connected client of redis or ioredis; or write a URL instead, such as "redis://127.0.0.1:6379".',
  ],
  [
    "a Redis as a host alone",
    () => scale.connectRedis("localhost"),
    'E_REDIS_CLIENT: A Redis client is a connected client of redis or ioredis; or write a URL instead, such as "redis://127.0.0.1:6379".',
  ],
  [
    "an adapter with a typing error",
    () => scale.scaleServer(new FakeIo(), { adapter: "redis-stream" }),
    'E_SCALE_ADAPTER: There is no adapter "redis-stream"; did you mean "redis-streams"? Known: memory, redis-streams, redis, redis-sharded, postgres, cluster, or a function (io) => adapter.',
  ],
  [
    "an adapter that is unknown",
    () => scale.scaleServer(new FakeIo(), { adapter: "kafka" }),
    'E_SCALE_ADAPTER: There is no adapter "kafka". Known: memory, redis-streams, redis, redis-sharded, postgres, cluster, or a function (io) => adapter.',
  ],
  [
    "an adapter's function that returns nothing",
    () => scale.scaleServer(new FakeIo(), { adapter: () => undefined }).ready,
    "E_SCALE_ADAPTER: scale.adapter as a function returns what io.adapter(...) takes: adapter: () => createAdapter(client).",
  ],
  [
    "PostgreSQL by what is no pool",
    () => scale.scaleServer(new FakeIo(), { adapter: "postgres", client: {} }).ready,
    "E_POSTGRES_POOL: scale.client is a Pool of pg; or write scale.url instead.",
  ],
  [
    "a log level that is none",
    () => new carillon.SocketManager({ logLevel: "verbose" }),
    'E_CONFIG_VALUE: Configuration: sockets.logLevel must be "debug", "info", "warn", "error" or "silent".',
  ],
];
