import { consoleLogger, scrubLogger } from "@carillon/socket-scrub";
import type { Logger } from "@carillon/socket-scrub";
import { answerSince } from "./history-store.js";
import type { FullHistoryOptions } from "./history-options.js";
import type { HistoryAnswer, HistoryPosition, HistoryStore, KeptMessage } from "./history-store.js";
import { checkOptions, checkPart, redisCommand } from "@carillon/socket-contract/server";
import type { RedisClient } from "@carillon/socket-contract/server";

/** How history is kept in Redis. */
export interface RedisHistoryOptions {
  /** Before all keys. Change it where several applications share one Redis. Default `"carillon"`. */
  readonly prefix?: string;
  /** Default: the console. */
  readonly logger?: Logger;
}

/**
 * KEYS: where the channel is, its messages. The time is Redis's own. An epoch lives on for a day without messages.
 *
 * An epoch ends with the run of its Redis: one that was started again, or took over, may have lost the newest messages, and
 * would give their offsets to others. Where a Redis does not tell its run, that goes unnoticed.
 */
const opening = `local t = redis.call("TIME")
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local day = 86400000
local info = redis.pcall("INFO", "server")
local run = type(info) == "string" and string.match(info, "run_id:(%x+)") or ""
`;

/** ARGV: an epoch if there is none, ttl in ms, size, message. */
const appendScript = `${opening}local place = redis.call("HMGET", KEYS[1], "epoch", "run")
local epoch = place[1]
if not epoch or place[2] ~= run then
  epoch = ARGV[1]
  redis.call("DEL", KEYS[1], KEYS[2])
  redis.call("HSET", KEYS[1], "epoch", epoch, "offset", 0, "run", run)
end
redis.call("PEXPIRE", KEYS[1], math.max(day, 2 * ARGV[2]))
local offset = redis.call("HINCRBY", KEYS[1], "offset", 1)
redis.call("RPUSH", KEYS[2], offset .. " " .. now .. " " .. ARGV[4])
redis.call("LTRIM", KEYS[2], -ARGV[3], -1)
redis.call("PEXPIRE", KEYS[2], ARGV[2])
return {epoch, offset}
`;

/**
 * The name under which this Redis has kept everything. One that was flushed, took over or evicts keys gets another: it cannot tell what it
 * had before.
 */
const lifeOf = `local function lifeOf(new)
  local stats = redis.pcall("INFO", "stats")
  local evicted = type(stats) == "string" and string.match(stats, "evicted_keys:(%d+)") or ""
  local known = redis.pcall("HMGET", KEYS[3], "run", "evicted", "name")
  if known.err then redis.call("DEL", KEYS[3]) end
  if known[1] == run and known[2] == evicted then return known[3] end
  redis.call("HSET", KEYS[3], "run", run, "evicted", evicted, "name", new)
  return new
end
`;

/**
 * ARGV: the epoch and the offset that are asked for, a name for this life of Redis if it has none. Writes nothing of the room.
 *
 * Where nothing was published, the epoch is "~<life>.<now>". What exists later in that life was published since then, unless it was
 * reset: what existed before would live for a day.
 */
const sinceScript = `${opening}${lifeOf}local place = redis.call("HMGET", KEYS[1], "epoch", "offset", "run", "reset")
local epoch, offset = place[1], tonumber(place[2])
local isEmpty = not epoch or place[3] ~= run
local askedLife, askedAt = string.match(ARGV[1], "^~([%w-]+)%.(%d+)$")
askedAt = tonumber(askedAt)
local life = (isEmpty or askedLife) and lifeOf(ARGV[3])
local wasEmpty = askedLife and askedLife == life and askedAt > now - day and askedAt > tonumber(place[4] or 0)
local asked = tonumber(ARGV[2])
if isEmpty then epoch, offset = "~" .. life .. "." .. now, 0 end
local isSame = (wasEmpty or ARGV[1] == epoch) and 1 or 0
local lines = isSame == 1 and asked < offset and redis.call("LRANGE", KEYS[2], asked - offset, -1) or {}
return {epoch, offset, now, isSame, lines}
`;

/** ARGV: the new epoch. Leaves a trace, so that positions of before are not taken for those of an empty history. */
const resetScript = `${opening}redis.call("DEL", KEYS[1], KEYS[2])
redis.call("HSET", KEYS[1], "epoch", ARGV[1], "offset", 0, "run", run, "reset", now)
redis.call("PEXPIRE", KEYS[1], day)
`;

/**
 * Keeps history in Redis: for several nodes.
 *
 * @example
 * ```ts
 * import { attachRooms, RedisHistoryStore } from "@carillon/socket-rooms";
 * import { createClient } from "redis";
 * import { Server } from "socket.io";
 *
 * const client = createClient({ url: "redis://127.0.0.1:6379" });
 * const history = new RedisHistoryStore(client);
 * await client.connect();
 * attachRooms(new Server(3000), { history }).channel("orders.{id}", {
 *   join: ({ user }) => user !== null,
 *   history: { size: 50, ttlMs: 60_000 },
 * });
 * ```
 */
export class RedisHistoryStore implements HistoryStore {
  readonly #client: RedisClient;
  readonly #prefix: string;

  /**
   * @param client - node-redis or ioredis, connected by you.
   * @param options - See {@link RedisHistoryOptions}.
   */
  constructor(client: RedisClient, options: RedisHistoryOptions = {}) {
    checkPart(
      "RedisHistoryStore",
      client,
      ["sendCommand", "call"],
      "a connected client of redis or ioredis: new RedisHistoryStore(client)",
    );
    checkOptions("RedisHistoryStore", options, { prefix: "text", logger: "logger" });
    const { prefix = "carillon", logger: given = consoleLogger } = options;
    const logger = scrubLogger(given);
    this.#client = client;
    this.#prefix = `{${prefix}:history}:`;
    client.on("error", (error) => {
      logger.debug({ event: "redis_client_error", err: error }, "The Redis client reported an error");
    });
  }

  async append(room: string, message: string, { size, ttlMs }: FullHistoryOptions): Promise<HistoryPosition> {
    const args = [crypto.randomUUID(), String(ttlMs), String(size), message];
    const [epoch, offset] = (await this.#run(appendScript, room, ...args)) as [string, number];
    return { epoch, offset };
  }

  async since(
    room: string,
    position: HistoryPosition | undefined,
    { ttlMs }: FullHistoryOptions,
  ): Promise<HistoryAnswer> {
    const args = [position?.epoch ?? "", String(position?.offset ?? 0), crypto.randomUUID()];
    const found = (await this.#run(sinceScript, room, ...args)) as [string, number, number, number, string[]];
    const [epoch, offset, now, isSame, lines] = found;
    const asked = isSame === 1 && position !== undefined ? { epoch, offset: position.offset } : undefined;
    return answerSince({ epoch, offset }, lines.map(keptOf), asked, now - ttlMs);
  }

  async reset(room: string): Promise<void> {
    await this.#run(resetScript, room, crypto.randomUUID());
  }

  #run(script: string, room: string, ...args: string[]): Promise<unknown> {
    return redisCommand(
      this.#client,
      "EVAL",
      script,
      "3",
      this.#key("at", room),
      this.#key("log", room),
      `${this.#prefix}life`,
      ...args,
    );
  }

  #key(kind: "at" | "log", room: string): string {
    return `${this.#prefix}${kind}:${room}`;
  }
}

/** `"<offset> <time> <message>"`, as the script wrote it. */
function keptOf(line: string): KeptMessage {
  const afterOffset = line.indexOf(" ");
  const afterTime = line.indexOf(" ", afterOffset + 1);
  return {
    offset: Number(line.slice(0, afterOffset)),
    at: Number(line.slice(afterOffset + 1, afterTime)),
    message: line.slice(afterTime + 1),
  };
}
