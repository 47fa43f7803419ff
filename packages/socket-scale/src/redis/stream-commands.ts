import { redisCommand } from "@carillon/socket-contract/server";
import type { RedisClient as CommandClient } from "@carillon/socket-contract/server";
import type { RedisClient } from "./redis-client.js";

/** How many letters of a text tell it from another one. */
const markSize = 256;

/** The ways of both clients to read a stream backwards. */
interface StreamClient {
  xRevRange?(key: string, from: string, to: "-", options: { COUNT: number }): Promise<readonly NodeEntry[]>;
  xrevrange?(key: string, from: string, to: "-", count: "COUNT", n: number): Promise<readonly IoEntry[]>;
}

interface NodeEntry {
  readonly id: string;
  readonly message: Readonly<Record<string, string>>;
}

type IoEntry = readonly [id: string, fields: readonly string[]];

/** An entry of a stream. */
export interface StreamEntry {
  readonly id: string;
  /** Tells it from another entry that has the same id in another copy of the stream. */
  readonly mark: number;
}

/** Whether a method of either client reads a stream. */
export function readsStream(key: PropertyKey): boolean {
  return key === "xRead" || key === "xread";
}

/** Which stream a read asks for, and from where: node-redis has `{ key, id }` first, ioredis has both last. */
export function askedStream(args: readonly unknown[]): Asked | undefined {
  const [streams] = args;
  if (Array.isArray(streams)) {
    const [only, ...more] = streams as { key: string; id: string }[];
    return only && more.length === 0
      ? { ...only, from: (id) => [[{ key: only.key, id }], ...args.slice(1)] }
      : undefined;
  }
  const [key, id] = args.slice(-2);
  if (typeof key !== "string" || typeof id !== "string") return undefined;
  return { key, id, from: (from) => [...args.slice(0, -1), from] };
}

/** What a read asks for. */
export interface Asked {
  readonly key: string;
  readonly id: string;
  /** The arguments that ask for what comes after another id. */
  readonly from: (id: string) => readonly unknown[];
}

/** The entries in the reply to a read of one stream; `undefined` for a reply without any. */
export function entriesOf(reply: unknown): readonly StreamEntry[] | undefined {
  const stream = (reply as readonly unknown[] | null)?.[0];
  if (stream === undefined) return undefined;
  return Array.isArray(stream)
    ? (stream[1] as readonly IoEntry[]).map(ofIo)
    : (stream as { readonly messages: readonly NodeEntry[] }).messages.map(ofNode);
}

/**
 * The entries of a stream, the newest first.
 *
 * @param client - node-redis or ioredis.
 * @param key - The stream.
 * @param newest - Where to begin, the id itself included; `"+"` at the end.
 * @param count - How many at most.
 */
export async function newestEntries(
  client: RedisClient,
  key: string,
  newest: string,
  count: number,
): Promise<readonly StreamEntry[]> {
  const streams = client as StreamClient;
  if (streams.xRevRange) return (await streams.xRevRange(key, newest, "-", { COUNT: count })).map(ofNode);
  return ((await streams.xrevrange?.(key, newest, "-", "COUNT", count)) ?? []).map(ofIo);
}

function ofNode({ id, message }: NodeEntry): StreamEntry {
  return { id, mark: markOf(Object.values(message)) };
}

function ofIo([id, fields]: IoEntry): StreamEntry {
  return { id, mark: markOf(fields) };
}

/** A hash of at most so many letters of each text, so that it costs the same for long ones. */
function markOf(texts: readonly string[]): number {
  let mark = 0;
  for (const text of texts) {
    mark = Math.imul(mark, 31) + text.length;
    const step = Math.ceil(text.length / markSize);
    for (let at = 0; at < text.length; at += step) mark = (Math.imul(mark, 31) + text.charCodeAt(at)) | 0;
  }
  return mark;
}

/** Redis' own time in milliseconds. */
export async function redisTime(client: RedisClient): Promise<number> {
  const [seconds] = (await redisCommand(client as unknown as CommandClient, "TIME")) as readonly unknown[];
  return Number(seconds) * 1_000;
}

/** Whether an id stands before another one. */
export function isBefore(id: string, other: string): boolean {
  const [ms = 0, sequence = 0] = id.split("-").map(Number);
  const [otherMs = 0, otherSequence = 0] = other.split("-").map(Number);
  return ms === otherMs ? sequence < otherSequence : ms < otherMs;
}
