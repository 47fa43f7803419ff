import { UsageError } from "@carillon/socket-contract/server";
import type { SocketsConfig } from "./sockets-config.js";

/** Variables by name, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What each variable makes of a configuration. */
const variables: Readonly<
  Record<string, (config: SocketsConfig, value: string, name: string) => SocketsConfig>
> = {
  CARILLON_ENABLED: (config, value, name) => ({ ...config, enabled: flag(name, value) }),
  CARILLON_PATH: (config, value) => ({ ...config, path: value }),
  CARILLON_ALLOWED_ORIGINS: (config, value) => ({
    ...config,
    auth: { ...config.auth, allowedOrigins: list(value) },
  }),
  CARILLON_REDIS_URL: (config, value) => redisAt(config, value),
};

/**
 * Lets the environment win over a configuration, for what differs between machines. It is read only by this call.
 *
 * | variable                   | key                   | value                                                            |
 * | -------------------------- | --------------------- | ---------------------------------------------------------------- |
 * | `CARILLON_ENABLED`         | `enabled`             | `true`, `false`, `1` or `0`                                      |
 * | `CARILLON_PATH`            | `path`                | such as `/socket.io`                                             |
 * | `CARILLON_ALLOWED_ORIGINS` | `auth.allowedOrigins` | origins with commas between them                                 |
 * | `CARILLON_REDIS_URL`       | `redis`               | such as `redis://127.0.0.1:6379`; `scale` keeps an adapter on Redis and its options |
 *
 * @param config - What holds where a variable is missing or empty. Default: the defaults.
 * @param environment - Default `process.env`.
 * @returns A new configuration.
 * @throws UsageError `E_ENVIRONMENT` for a value that a variable cannot have.
 * @example
 * ```ts
 * import { setSocketsConfig, withEnvironment } from "@carillon/socket-facade";
 *
 * setSocketsConfig(withEnvironment({ auth: { required: false } }));
 * ```
 */
export function withEnvironment(
  config: SocketsConfig = {},
  environment: Environment = process.env,
): SocketsConfig {
  for (const [name, given] of Object.entries({ config, environment })) {
    if (typeof given === "object" && (given as unknown) !== null) continue;
    throw new UsageError(
      "E_ENVIRONMENT",
      `withEnvironment takes a configuration and variables by name, withEnvironment({ path: "/live" }, process.env); its ${name} is ${(given as unknown) === null ? "null" : typeof given}.`,
    );
  }
  let result = config;
  for (const [name, apply] of Object.entries(variables)) {
    const value = environment[name]?.trim() ?? "";
    if (value !== "") result = apply(result, value, name);
  }
  return result;
}

function flag(name: string, value: string): boolean {
  const read = { true: true, "1": true, false: false, "0": false }[value.toLowerCase()];
  if (read === undefined) throw new UsageError("E_ENVIRONMENT", `${name} is true or false, 1 or 0.`);
  return read;
}

function list(value: string): string[] {
  return value
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

/** One Redis at a time: a client or an address in the configuration gives way. */
function redisAt({ scale, ...config }: SocketsConfig, url: string): SocketsConfig {
  if (!URL.canParse(url)) {
    throw new UsageError("E_ENVIRONMENT", 'CARILLON_REDIS_URL is a URL such as "redis://127.0.0.1:6379".');
  }
  const { adapter, options } = scale ?? {};
  const isOnRedis = typeof adapter === "string" && adapter.startsWith("redis");
  if (!isOnRedis) return { ...config, redis: url };
  return { ...config, redis: url, scale: { adapter, ...(options && { options }) } };
}
