/** What the clients of node-redis and ioredis, alone and as a cluster, have in common here. */
export interface RedisClient {
  on(event: string, listener: (...args: never[]) => void): unknown;
  duplicate(): RedisClient;
  ping?(): Promise<unknown>;
  /** node-redis from version 5: the same connection, with other options for its commands. */
  withCommandOptions?(options: { readonly timeout: number }): RedisClient;
  /** node-redis: connects. */
  connect?(): Promise<unknown>;
  /** node-redis: whether the server answers. */
  readonly isReady?: boolean;
  /** ioredis: where the connection is in its life; it connects by itself. */
  readonly status?: string;
  /** node-redis: ends when the commands under way are answered. */
  close?(): Promise<unknown>;
  /** node-redis: ends at once. */
  destroy?(): void;
  /** ioredis: ends at once. */
  disconnect(): unknown;
}

/** Whether a value looks like a client of node-redis or ioredis. */
export function isRedisClient(value: unknown): value is RedisClient {
  const { on, duplicate } = (value ?? {}) as Partial<RedisClient>;
  return typeof on === "function" && typeof duplicate === "function";
}

/** Ends a client without waiting for Redis. */
export function endAtOnce(client: RedisClient): void {
  if (client.destroy) client.destroy();
  else client.disconnect();
}
