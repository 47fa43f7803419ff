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
  CARILLON_REDIS_URL: (config, value) => ({ ...config, scale: scaleAt(config.scale, value) }),
};

/**
 * Lets the environment win over a configuration, for what differs between machines. Nothing reads it unasked.
 *
 * | variable                   | key                   | value                                                            |
 * | -------------------------- | --------------------- | ---------------------------------------------------------------- |
 * | `CARILLON_ENABLED`         | `enabled`             | `true`, `false`, `1` or `0`                                      |
 * | `CARILLON_PATH`            | `path`                | such as `/socket.io`                                             |
 * | `CARILLON_ALLOWED_ORIGINS` | `auth.allowedOrigins` | origins with commas between them                                 |
 * | `CARILLON_REDIS_URL`       | `scale.url`           | such as `redis://127.0.0.1:6379`; it means `redis-streams` unless `scale.adapter` is `redis` |
 *
 * @param config - What holds where a variable is missing or empty. Default: the defaults.
 * @param environment - Default `process.env`.
 * @returns A new configuration.
 * @throws TypeError for a value that a variable cannot have.
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
  let result = config;
  for (const [name, apply] of Object.entries(variables)) {
    const value = environment[name]?.trim() ?? "";
    if (value !== "") result = apply(result, value, name);
  }
  return result;
}

function flag(name: string, value: string): boolean {
  const read = { true: true, "1": true, false: false, "0": false }[value.toLowerCase()];
  if (read === undefined) throw new TypeError(`${name} is true or false, 1 or 0.`);
  return read;
}

function list(value: string): string[] {
  return value
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

/** One Redis at a time: a client in the configuration gives way to the address. */
function scaleAt(scale: SocketsConfig["scale"], url: string): NonNullable<SocketsConfig["scale"]> {
  if (!URL.canParse(url)) {
    throw new TypeError('CARILLON_REDIS_URL is a URL such as "redis://127.0.0.1:6379".');
  }
  const adapter = scale?.adapter === "redis" ? "redis" : "redis-streams";
  return { adapter, url, ...(scale?.options && { options: scale.options }) };
}
