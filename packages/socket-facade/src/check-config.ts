import { nearestName } from "@carillon/socket-contract";

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
const present = expect("given", (value) => value !== null);

const shape: Shape = {
  enabled: flag,
  driver: expect('"socket.io"', (value) => value === "socket.io"),
  path: expect('a path such as "/socket.io"', (value) => typeof value === "string" && value.startsWith("/")),
  cors: present,
  auth: {
    guard: text,
    guards: object,
    required: flag,
    sources: list,
    allowedOrigins: present,
    recheck: expect(
      '"always" or { ttlMs }',
      (value) => value === "always" || isNumber((value as { ttlMs?: unknown } | null)?.ttlMs),
    ),
    deadlineMs: milliseconds,
    expiringMs: milliseconds,
    onExpire: expect(
      '"disconnect" or "anonymous"',
      (value) => value === "disconnect" || value === "anonymous",
    ),
    userIdOf: anyFunction,
  },
  rooms: { user: text, max: count, presence: object, history: object },
  notifications: {
    newEvent: text,
    readEvent: text,
    readAllEvent: text,
    store: expect(
      "a store such as new MemoryNotificationStore()",
      (value) => typeof (value as { create?: unknown } | null)?.create === "function",
    ),
  },
  contract: object,
  logger: expect(
    "a logger with debug, info, warn and error",
    (value) =>
      typeof value === "object" &&
      value !== null &&
      ["debug", "info", "warn", "error"].every(
        (level) => typeof (value as Record<string, unknown>)[level] === "function",
      ),
  ),
  limits: object,
  timeoutMs: milliseconds,
  maxBufferedBytes: expect("a number of bytes above 0", (value) => isNumber(value) && value > 0),
  validateReplies: flag,
  resolve: anyFunction,
  redis: object,
  idempotencyStore: object,
  scale: {
    adapter: expect('"memory", "redis-streams", "redis" or "cluster"', (value) =>
      ["memory", "redis-streams", "redis", "cluster"].includes(value as string),
    ),
    url: expect(
      'a URL such as "redis://127.0.0.1:6379"',
      (value) => typeof value === "string" && URL.canParse(value),
    ),
    client: object,
    options: object,
  },
  engine: { cork: flag, parser: flag, direct: flag },
  server: object,
};

/**
 * Refuses a configuration with unknown keys or values of the wrong kind.
 *
 * @throws TypeError that names the key, what it takes and, for a typo, the key that was probably meant.
 */
export function checkConfig(config: unknown): void {
  checkShape(config, shape, "sockets");
}

function checkShape(value: unknown, expected: Shape, path: string): void {
  if (object(value) !== undefined) throw new TypeError(`Configuration: ${path} must be an object.`);
  for (const [key, item] of Object.entries(value as object)) {
    const rule = Object.hasOwn(expected, key) ? expected[key] : undefined;
    if (rule === undefined) throw new TypeError(unknownKey(`${path}.${key}`, key, Object.keys(expected)));
    if (item === undefined) continue;
    if (typeof rule === "object") {
      checkShape(item, rule, `${path}.${key}`);
    } else {
      const wanted = rule(item);
      if (wanted !== undefined) throw new TypeError(`Configuration: ${path}.${key} must be ${wanted}.`);
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

function isNumber(value: unknown): value is number {
  return typeof value === "number" && !Number.isNaN(value);
}
