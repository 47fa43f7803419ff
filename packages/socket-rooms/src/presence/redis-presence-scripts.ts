/**
 * What runs inside Redis. Keys: `<prefix>nodes` (node -> when its lease ends), `<prefix>room:<room>` (nodes with
 * members there), `<prefix>rooms:<node>` (its rooms), `<prefix>entries:<room>:<node>` (connection -> entry).
 *
 * The time is Redis's own, so clocks of nodes need not agree. KEYS[1] is the prefix, which holds the hash tag.
 */

const now = `local t = redis.call("TIME")
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local p = KEYS[1]
`;

const sweep = `local function sweep(node)
  for _, room in ipairs(redis.call("SMEMBERS", p .. "rooms:" .. node)) do
    redis.call("SREM", p .. "room:" .. room, node)
    redis.call("DEL", p .. "entries:" .. room .. ":" .. node)
  end
  redis.call("DEL", p .. "rooms:" .. node)
  redis.call("ZREM", p .. "nodes", node)
end
`;

const write = `local function write(node, from)
  for i = from, #ARGV, 3 do
    local room = ARGV[i]
    redis.call("HSET", p .. "entries:" .. room .. ":" .. node, ARGV[i + 1], ARGV[i + 2])
    redis.call("SADD", p .. "room:" .. room, node)
    redis.call("SADD", p .. "rooms:" .. node, room)
  end
end
`;

const alive = `local function alive()
  return redis.call("ZRANGEBYSCORE", p .. "nodes", "(" .. now, "+inf")
end
`;

/** ARGV: node, channel, message, room, ref, entry. */
export const putScript: string = lua(
  "local p = KEYS[1]\n",
  write,
  `write(ARGV[1], 4)
redis.call("PUBLISH", ARGV[2], ARGV[3])
`,
);

/**
 * ARGV: node, channel, message, lease in ms, then room, ref, entry of every connection. Replaces everything of a node in
 * one step, so that a reader that sees its lease sees all its entries. Returns the nodes that are alive.
 */
export const replaceScript: string = lua(
  now,
  sweep,
  write,
  alive,
  `sweep(ARGV[1])
write(ARGV[1], 5)
redis.call("ZADD", p .. "nodes", now + ARGV[4], ARGV[1])
redis.call("PUBLISH", ARGV[2], ARGV[3])
return alive()
`,
);

/** ARGV: node, channel, message, room, ref. */
export const removeScript = `local p = KEYS[1]
local node, room = ARGV[1], ARGV[4]
local entries = p .. "entries:" .. room .. ":" .. node
redis.call("HDEL", entries, ARGV[5])
if redis.call("EXISTS", entries) == 0 then
  redis.call("SREM", p .. "room:" .. room, node)
  redis.call("SREM", p .. "rooms:" .. node, room)
end
redis.call("PUBLISH", ARGV[2], ARGV[3])
`;

/** ARGV: room. Returns the entries of nodes whose lease holds. */
export const listScript: string = lua(
  now,
  `local found = {}
for _, node in ipairs(redis.call("SMEMBERS", p .. "room:" .. ARGV[1])) do
  local lease = redis.call("ZSCORE", p .. "nodes", node)
  if lease and tonumber(lease) > now then
    for _, entry in ipairs(redis.call("HVALS", p .. "entries:" .. ARGV[1] .. ":" .. node)) do
      found[#found + 1] = entry
    end
  end
end
return found
`,
);

/**
 * ARGV: node, lease in ms. Renews a lease that still holds, cleans up after nodes whose lease ended a while ago.
 * Returns whether it held, and the nodes that are alive.
 */
export const beatScript: string = lua(
  now,
  sweep,
  alive,
  `local lease = redis.call("ZSCORE", p .. "nodes", ARGV[1])
local held = 0
if lease and tonumber(lease) > now then
  held = 1
  redis.call("ZADD", p .. "nodes", now + ARGV[2], ARGV[1])
end
for _, dead in ipairs(redis.call("ZRANGEBYSCORE", p .. "nodes", "-inf", now - ARGV[2], "LIMIT", 0, 10)) do
  sweep(dead)
end
return {held, alive()}
`,
);

/** ARGV: node. Forgets everything of a node. */
export const sweepScript: string = lua(
  now,
  sweep,
  `sweep(ARGV[1])
`,
);

/** One script of several pieces. */
function lua(...pieces: string[]): string {
  return pieces.join("");
}
