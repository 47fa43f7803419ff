import { setTimeout as pause } from "node:timers/promises";
import { waitFor } from "@carillon/socket-testing";
import type { TcpProxy } from "@carillon/socket-testing";
import { createClient } from "@carillon/socket-client";
import type { Client } from "@carillon/socket-client";
import { ChannelLog } from "./channel-log.js";
import { percentile } from "./percentile.js";
import type { PlainClients } from "./plain-clients.js";

/** How long a storm is, and how hard. */
export interface StormScale {
  readonly clients: number;
  readonly durationMs: number;
  /** How often each channel gets a message, and some connections are cut, in milliseconds. */
  readonly everyMs: number;
  /** Prints what a client did around a message that took longer, in milliseconds. */
  readonly slowMs?: number | undefined;
}

/** How a storm is made. */
export interface StormOptions extends StormScale {
  readonly proxy: TcpProxy;
  /** Clients of plain Socket.IO that get the same messages and the same cuts. */
  readonly plain: PlainClients;
  /** Publishes to a channel; `false` where the node that was asked died meanwhile, so that it may have arrived or not. */
  readonly publish: (channel: string, payload: StormMessage) => Promise<boolean>;
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
  /** Messages whose publishing was confirmed, and how often each was to arrive in all. */
  readonly published: number;
  readonly expected: number;
  readonly delivered: number;
  /** Of messages that were under way to a node when it was killed: how often one arrived. */
  readonly unconfirmed: number;
  /** Messages that came twice, late or not at all; each with its channel. */
  readonly wrong: readonly string[];
  readonly gaps: number;
  /** How long messages took, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
}

export const channels: readonly string[] = Array.from({ length: 10 }, (_, n) => `storm.${String(n)}`);
/** The waits before connecting again, the same for both kinds of clients. */
export const reconnect = { minMs: 20, maxMs: 200 };

/** Connects the clients, cuts them at random, and says what each of them got. */
export async function storm(options: StormOptions): Promise<StormResult> {
  const { proxy, plain, clients: count, durationMs, everyMs } = options;
  const clients: Client[] = [];
  const logs: ChannelLog[] = [];
  for (let n = 0; n < count; n++) {
    const log = new ChannelLog(channels[n % channels.length] ?? "", options.slowMs);
    const client = createClient({
      url: proxy.url,
      reconnect,
      socket: { transports: ["websocket"] },
      // Noting every message would slow down our clients alone.
      ...(options.slowMs !== undefined && { onDebug: log.note }),
    });
    const channel = client.channel(log.channel);
    channel.on("said", (payload: StormMessage, { offset = 0 }) => {
      log.add(offset, payload);
    });
    channel.onGap(() => log.gaps++);
    clients.push(client);
    logs.push(log);
    await waitFor(() => channel.state.getSnapshot().is === "joined");
  }
  await plain.connect(count);

  const confirmed = new Map<string, number[]>(channels.map((channel) => [channel, []]));
  let n = 0;
  const publish = async (channel: string): Promise<void> => {
    const payload = { n: ++n, at: Date.now() };
    if (await options.publish(channel, payload)) confirmed.get(channel)?.push(payload.n);
  };
  const begin = Date.now();
  // A slow machine gets its cuts too: each connection one, on average.
  while (Date.now() - begin < durationMs || proxy.accepted <= 2 * count) {
    for (const channel of channels) await publish(channel);
    await options.meanwhile?.((Date.now() - begin) / durationMs);
    proxy.cut(0.03);
    plain.proxy.cut(0.03);
    await pause(everyMs);
  }
  // One more, behind which nothing can be missing.
  for (const channel of channels) await publish(channel);
  await waitFor(() => logs.every(({ channel, newest }) => newest === confirmed.get(channel)?.at(-1)), 60_000);
  await Promise.all(clients.map((client) => client.close()));
  await plain.settled();

  const took = logs.flatMap((log) => log.took).sort((a, b) => a - b);
  const outcomes = logs.map((log) => log.compare(confirmed.get(log.channel) ?? []));
  const unconfirmed = outcomes.reduce((sum, outcome) => sum + outcome.unconfirmed, 0);
  return {
    connections: proxy.accepted,
    published: [...confirmed.values()].flat().length,
    expected: logs.reduce((sum, { channel }) => sum + (confirmed.get(channel)?.length ?? 0), 0),
    delivered: took.length - unconfirmed,
    unconfirmed,
    wrong: [...outcomes.flatMap((outcome) => outcome.wrong), ...disagreements(logs)],
    gaps: logs.reduce((sum, log) => sum + log.gaps, 0),
    p50: percentile(took, 0.5),
    p99: percentile(took, 0.99),
    longest: took.at(-1) ?? 0,
  };
}

/** Two clients of one channel that got different messages at one place. */
function disagreements(logs: readonly ChannelLog[]): string[] {
  const known = new Map<string, number>();
  return logs.flatMap(({ channel, messages }) =>
    messages.flatMap(({ place, n }) => {
      const key = `${channel} ${String(place)}`;
      const before = known.get(key) ?? n;
      known.set(key, before);
      return before === n ? [] : [`${key}: ${String(before)} and ${String(n)}`];
    }),
  );
}
