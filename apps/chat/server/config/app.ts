import { fileURLToPath } from "node:url";

/** What the environment decides about the chat. */
export interface AppConfig {
  /** The port to listen on; 0 lets the system choose. `PORT`, default 3000. */
  readonly port: number;
  /** The address to listen on. `HOST`, default `127.0.0.1`: this machine alone. */
  readonly host: string;
  /** Signs the tokens. `CHAT_SECRET`, at least 32 bytes; without it the database keeps one. */
  readonly secret: Uint8Array | undefined;
  /** How long a token lasts, in seconds; the page gets new ones by itself. `CHAT_TOKEN_SECONDS`, default 2 minutes. */
  readonly tokenSeconds: number;
  /** How long a sign-in lasts, in seconds. `CHAT_SESSION_SECONDS`, default 30 days. */
  readonly sessionSeconds: number;
  /** The SQLite file. `CHAT_DATABASE`, default `.data/chat.db`; `:memory:` is gone when the server ends. */
  readonly databaseFile: string;
  /** Where `vite build` put the page. `CHAT_PAGE`, default `dist`. */
  readonly pageFolder: string;
  /** How many messages one person may send. `CHAT_MESSAGES`, default `10,10s`: ten in ten seconds. */
  readonly messageLimit: string;
  /** The Redis of all nodes. `CARILLON_REDIS_URL`; needed for more than one node alone. */
  readonly redisUrl: string | undefined;
}

/**
 * Reads the environment.
 *
 * @throws Error that names the variable and what it takes.
 */
export function readAppConfig(env: NodeJS.ProcessEnv): AppConfig {
  const secret = env["CHAT_SECRET"];
  return {
    port: wholeNumber("PORT", env["PORT"] ?? "3000", 0, 65_535),
    host: env["HOST"] ?? "127.0.0.1",
    secret: secret ? new TextEncoder().encode(secret) : undefined,
    tokenSeconds: seconds("CHAT_TOKEN_SECONDS", env["CHAT_TOKEN_SECONDS"] ?? "120"),
    sessionSeconds: seconds("CHAT_SESSION_SECONDS", env["CHAT_SESSION_SECONDS"] ?? "2592000"),
    databaseFile: env["CHAT_DATABASE"] ?? fileURLToPath(new URL("../../.data/chat.db", import.meta.url)),
    pageFolder: env["CHAT_PAGE"] ?? fileURLToPath(new URL("../../dist", import.meta.url)),
    messageLimit: env["CHAT_MESSAGES"] ?? "10,10s",
    redisUrl: env["CARILLON_REDIS_URL"],
  };
}

function seconds(name: string, text: string): number {
  return wholeNumber(name, text, 1, 31_536_000);
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new Error(`${name} is a whole number from ${String(min)} to ${String(max)}, not "${text}".`);
}
