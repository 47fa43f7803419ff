import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";

/** What the environment decides about the chat. */
export interface AppConfig {
  /** The port to listen on; 0 lets the system choose. `PORT`, default 3000. */
  readonly port: number;
  /** The address to listen on. `HOST`, default `127.0.0.1`: this machine alone. */
  readonly host: string;
  /** Signs the sign-ins. `CHAT_SECRET`, at least 32 bytes; without it every start makes one, which ends all sessions. */
  readonly secret: Uint8Array;
  /** How long a sign-in lasts, in seconds. `CHAT_TOKEN_SECONDS`, default 8 hours. */
  readonly tokenSeconds: number;
  /** The SQLite file that keeps notifications. `CHAT_DATABASE`, default `:memory:`: gone when the server ends. */
  readonly databaseFile: string;
  /** Where `vite build` put the page. `CHAT_PAGE`, default `dist`. */
  readonly pageFolder: string;
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
    secret: secret ? new TextEncoder().encode(secret) : randomBytes(32),
    tokenSeconds: wholeNumber("CHAT_TOKEN_SECONDS", env["CHAT_TOKEN_SECONDS"] ?? "28800", 1, 31_536_000),
    databaseFile: env["CHAT_DATABASE"] ?? ":memory:",
    pageFolder: env["CHAT_PAGE"] ?? fileURLToPath(new URL("../../dist", import.meta.url)),
  };
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new Error(`${name} is a whole number from ${String(min)} to ${String(max)}, not "${text}".`);
}
