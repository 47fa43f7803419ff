import { nearestName, reservedReason, UsageError } from "@carillon/socket-contract/server";
import { adapterNames } from "@carillon/socket-scale";
import type { AdapterName } from "@carillon/socket-scale";
import { resolveConfig } from "./sockets-config.js";
import type { SocketsConfig } from "./sockets-config.js";

/** What a value must be, in the words of an error message. */
type Check = (value: unknown) => string | undefined;

interface Shape {
  readonly [key: string]: Check | Shape;
}

const anyFunction = expect("a function", (value) => typeof value === "function");
const text = expect("a non-empty string", (value) => typeof value === "string" && value !== "");
const flag = expect("true or false", (value) => typeof value === "boolean");
const object = expect(
  "an object",
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
);
const list = expect("an array", (value) => Array.isArray(value));
const milliseconds = expect("a number of milliseconds, 0 or more", (value) => isNumber(value) && value >= 0);
const count = expect(
  "a whole number of at least 1",
  (value) => Number.isInteger(value) && (value as number) >= 1,
);
const eventName = expect(
  "an event name that neither Socket.IO nor Carillon uses",
  (value) => typeof value === "string" && value !== "" && reservedReason(value) === undefined,
);

const shape: Shape = {
  enabled: flag,
  driver: expect('"socket.io"', (value) => value === "socket.io"),
  path: expect('a path such as "/socket.io"', (value) => typeof value === "string" && value.startsWith("/")),
  cors: expect(
    'an object such as { origin: "https://app.example.org" }',
    (value) => object(value) === undefined || typeof value === "function",
  ),
  auth: {
    guard: text,
    guards: object,
    required: flag,
    sources: list,
    allowedOrigins: expect(
      'an array such as ["https://app.example.org"], or a function',
      (value) => Array.isArray(value) || typeof value === "function",
    ),
    recheck: expect('"always" or { ttlMs }', isRecheck),
    deadlineMs: milliseconds,
    expiringMs: milliseconds,
    onExpire: expect(
      '"disconnect" or "anonymous"',
      (value) => value === "disconnect" || value === "anonymous",
    ),
    userIdOf: anyFunction,
    revocations: having("a store such as new MemoryRevocationStore()", "add", "watch", "read"),
  },
  rooms: {
    user: text,
    max: count,
    limits: { pending: count, whispersPerSecond: count, whisperBytesPerSecond: count },
    presence: having("a store such as new MemoryPresenceStore()", "open"),
    history: having("a store such as new MemoryHistoryStore()", "append", "since", "reset"),
  },
  notifications: {
    newEvent: eventName,
    readEvent: eventName,
    readAllEvent: eventName,
    store: having(
      "a store such as new MemoryNotificationStore()",
      ...["create", "list", "unreadCount", "markRead", "markAllRead", "prune"],
    ),
  },
  contract: { client: object, server: object, channels: object },
  logger: having("a logger with debug, info, warn and error", "debug", "info", "warn", "error"),
  logLevel: expect('"debug", "info", "warn", "error" or "silent"', (value) =>
    ["debug", "info", "warn", "error", "silent"].includes(value as string),
  ),
  limits: object,
  timeoutMs: milliseconds,
  maxBufferedBytes: expect("a number of bytes above 0", (value) => isNumber(value) && value > 0),
  validateReplies: flag,
  resolve: anyFunction,
  redis: expect(
    'a URL such as "redis://127.0.0.1:6379", or a connected client of redis or ioredis',
    (value) => isUrl(value) || isRedis(value),
  ),
  throttle: expect(
    'a connected client of redis or ioredis, or "memory"',
    (value) => value === "memory" || isRedis(value),
  ),
  idempotencyStore: having("a store such as new RedisIdempotencyStore(client)", "begin", "finish", "release"),
  scale: {
    adapter: expect(
      `one of ${adapterNames.join(", ")}, or a function (io) => adapter`,
      (value) => typeof value === "function" || adapterNames.includes(value as AdapterName),
    ),
    url: expect('a URL such as "redis://127.0.0.1:6379"', isUrl),
    client: object,
    options: object,
  },
  engine: { cork: flag, parser: flag, direct: flag, reads: flag, compact: flag },
  server: expect(
    "an object of Socket.IO's server options, without path and cors, which are keys of their own",
    (value) =>
      object(value) === undefined && !["path", "cors"].some((key) => Object.hasOwn(value as object, key)),
  ),
};

/**
 * Refuses a configuration with unknown keys or values of the wrong kind.
 *
 * @throws UsageError `E_CONFIG_KEY` or `E_CONFIG_VALUE` that names the key, what it takes and, for a typo, the key that was probably meant.
 */
export function checkConfig(config: unknown): void {
  checkShape(config, shape, "sockets");
  const { newEvent, readEvent, readAllEvent } = resolveConfig(config as SocketsConfig).notifications;
  const given: (string | undefined)[] = [newEvent, readEvent, readAllEvent];
  const names = given.filter((name) => name !== undefined);
  if (new Set(names).size === names.length) return;
  throw new UsageError(
    "E_CONFIG_VALUE",
    "Configuration: the events of sockets.notifications must have different names.",
  );
}

function checkShape(value: unknown, expected: Shape, path: string): void {
  if (object(value) !== undefined)
    throw new UsageError("E_CONFIG_VALUE", `Configuration: ${path} must be an object.`);
  for (const [key, item] of Object.entries(value as object)) {
    const rule = Object.hasOwn(expected, key) ? expected[key] : undefined;
    if (rule === undefined)
      throw new UsageError("E_CONFIG_KEY", unknownKey(`${path}.${key}`, key, Object.keys(expected)));
    if (item === undefined) continue;
    if (typeof rule === "object") {
      checkShape(item, rule, `${path}.${key}`);
    } else {
      const wanted = rule(item);
      if (wanted !== undefined)
        throw new UsageError("E_CONFIG_VALUE", `Configuration: ${path}.${key} must be ${wanted}.`);
    }
  }
}

function unknownKey(path: string, key: string, known: readonly string[]): string {
  const nearest = nearestName(key, known);
  return `Configuration: there is no ${path}${nearest ? `; did you mean "${nearest}"?` : `. Known here: ${known.join(", ")}.`}`;
}

function expect(wanted: string, fits: (value: unknown) => boolean): Check {
  return (value) => (fits(value) ? undefined : wanted);
}

function having(wanted: string, ...methods: string[]): Check {
  return expect(wanted, (value) => hasMethods(value, ...methods));
}

function hasMethods(value: unknown, ...methods: string[]): boolean {
  if (typeof value !== "object" && typeof value !== "function") return false;
  return methods.every((name) => typeof (value as Record<string, unknown> | null)?.[name] === "function");
}

function isRedis(value: unknown): boolean {
  return hasMethods(value, "sendCommand") || hasMethods(value, "call");
}

function isUrl(value: unknown): boolean {
  return typeof value === "string" && URL.canParse(value);
}

function isRecheck(value: unknown): boolean {
  if (value === "always") return true;
  if (object(value) !== undefined) return false;
  const { ttlMs, ...rest } = value as { ttlMs?: unknown };
  return milliseconds(ttlMs) === undefined && Object.keys(rest).length === 0;
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && !Number.isNaN(value);
}
