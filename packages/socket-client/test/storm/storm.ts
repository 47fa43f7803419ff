import { setTimeout as pause } from "node:timers/promises";
import { createClient as createPlainClient, waitFor } from "@carillon/socket-testing";
import type { TcpProxy } from "@carillon/socket-testing";
import { createClient } from "@carillon/socket-client";
import type { Client } from "@carillon/socket-client";

/** How a storm blows. */
export interface StormOptions {
  /** What is cut: the way of the clients, and that of the plain ones. */
  readonly proxies: readonly TcpProxy[];
  readonly clients: number;
  readonly durationMs: number;
  /** Publishes the next message to a channel. */
  readonly publish: (channel: string, payload: StormMessage) => unknown;
  /** How often each channel gets a message, and some connections are cut, in milliseconds. */
  readonly everyMs: number;
  /** Called each time, with how far the storm is: 0 to 1. */
  readonly meanwhile?: (progress: number) => unknown;
}

export interface StormMessage {
  readonly n: number;
  /** When it was sent, in milliseconds since the epoch. */
  readonly at: number;
}

/** What came of it. */
export interface StormResult {
  readonly connections: number;
  readonly published: number;
  readonly delivered: number;
  /** Messages that came twice, late or not at all; each with its client. */
  readonly wrong: readonly string[];
  readonly gaps: number;
  /** How long messages took, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

const channels = Array.from({ length: 10 }, (_, n) => `storm.${String(n)}`);
const reconnect = { minMs: 20, maxMs: 200 };

/** One client's messages, as they came. */
class Log {
  readonly channel: string;
  readonly took: number[] = [];
  readonly places: number[] = [];
  readonly payloads = new Map<number, number>();
  gaps = 0;
  newest = 0;

  constructor(channel: string) {
    this.channel = channel;
  }

  add(place: number, { n, at }: StormMessage): void {
    this.took.push(Date.now() - at);
    this.places.push(place);
    this.payloads.set(place, n);
    this.newest = n;
  }

  /** Where a place does not follow the one before it. */
  get jumps(): string[] {
    return this.places.flatMap((place, at) => {
      const before = this.places[at - 1];
      return before === undefined || place === before + 1 ? [] : [`${this.channel}: ${before} then ${place}`];
    });
  }
}

/** Connects the clients, cuts them at random, and says what every one of them got. */
export async function storm(options: StormOptions): Promise<StormResult> {
  const { proxies, clients: count, durationMs, everyMs, publish } = options;
  const [proxy] = proxies;
  if (proxy === undefined) throw new Error("A storm needs a proxy.");
  const clients: Client[] = [];
  const logs: Log[] = [];
  for (let n = 0; n < count; n++) {
    const log = new Log(channels[n % channels.length] ?? "");
    const client = createClient({ url: proxy.url, reconnect, socket: { transports: ["websocket"] } });
    const channel = client.channel(log.channel);
    channel.on("said", (payload: StormMessage, { offset = 0 }) => {
      log.add(offset, payload);
    });
    channel.onGap(() => log.gaps++);
    clients.push(client);
    logs.push(log);
    await waitFor(() => channel.state.getSnapshot().is === "joined", 20_000);
  }

  const begin = Date.now();
  let published = 0;
  while (Date.now() - begin < durationMs) {
    for (const channel of channels) await publish(channel, { n: ++published, at: Date.now() });
    await options.meanwhile?.((Date.now() - begin) / durationMs);
    for (const each of proxies) each.cut(0.03);
    await pause(everyMs);
  }
  // One more, behind which nothing can be missing.
  const last = new Map<string, number>();
  for (const channel of channels) {
    last.set(channel, ++published);
    await publish(channel, { n: published, at: Date.now() });
  }
  await waitFor(() => logs.every((log) => log.newest === last.get(log.channel)), 60_000);
  await Promise.all(clients.map((client) => client.close()));

  const took = logs.flatMap((log) => log.took).sort((a, b) => a - b);
  return {
    connections: proxy.accepted,
    published,
    delivered: took.length,
    wrong: [...logs.flatMap((log) => log.jumps), ...disagreements(logs)],
    gaps: logs.reduce((sum, log) => sum + log.gaps, 0),
    p50: at(took, 0.5),
    p99: at(took, 0.99),
  };
}

/** The same storm over Socket.IO's own connection state recovery: how long messages took, and how many were lost. */
export function plainClients(
  proxy: TcpProxy,
  count: number,
): {
  heard: (payload: StormMessage) => void;
  result: () => { p99: number; lost: number };
  close: () => void;
} {
  const took: number[] = [];
  let sent = 0;
  const clients = Array.from({ length: count }, () => {
    const client = createPlainClient(proxy.url, {
      reconnection: true,
      reconnectionDelay: reconnect.minMs,
      reconnectionDelayMax: reconnect.maxMs,
    });
    client.on("said", ({ at: sentAt }: StormMessage) => took.push(Date.now() - sentAt));
    return client.connect();
  });
  return {
    heard: () => void (sent += count),
    result: () => ({
      p99: at(
        took.sort((a, b) => a - b),
        0.99,
      ),
      lost: sent - took.length,
    }),
    close: () => {
      for (const client of clients) client.close();
    },
  };
}

/** Two clients of one channel that got different messages at one place. */
function disagreements(logs: readonly Log[]): string[] {
  const known = new Map<string, number>();
  return logs.flatMap(({ channel, payloads }) =>
    [...payloads].flatMap(([place, n]) => {
      const key = `${channel} ${String(place)}`;
      const before = known.get(key) ?? n;
      known.set(key, before);
      return before === n ? [] : [`${key}: ${String(before)} and ${String(n)}`];
    }),
  );
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(sorted.length * share)] ?? 0;
}
