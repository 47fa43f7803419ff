/** The part of a Redis client that is used here; node-redis and ioredis both fit. */
export type RedisClient =
  | { call(command: string, ...args: string[]): Promise<unknown> }
  | { sendCommand(args: string[]): Promise<unknown> };

/** Sends one command, whichever client it is. */
export function redisCommand(client: RedisClient, command: string, ...args: string[]): Promise<unknown> {
  return "call" in client ? client.call(command, ...args) : client.sendCommand([command, ...args]);
}
