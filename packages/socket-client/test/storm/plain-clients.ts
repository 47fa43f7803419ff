import { connected, createClient, waitFor } from "@carillon/socket-testing";
import type { TcpProxy } from "@carillon/socket-testing";
import type { Server } from "socket.io";
import type { Socket } from "socket.io-client";
import { percentile } from "./percentile.js";
import { channels, reconnect } from "./storm.js";
import type { StormMessage } from "./storm.js";

/** What came of Socket.IO's own connection state recovery. */
export interface PlainResult {
  readonly expected: number;
  readonly lost: number;
  /** How long messages took, in milliseconds: one that was lost took for ever. */
  readonly p50: number;
  readonly p99: number;
  /** The same without those that were lost, which would have been late. */
  readonly p99OfArrived: number;
  readonly longest: number;
}

/** Clients of Socket.IO alone, with its connection state recovery, in the same rooms and under the same cuts. */
export class PlainClients {
  readonly proxy: TcpProxy;
  readonly #clients: Socket[] = [];
  readonly #took: number[] = [];
  #expected = 0;

  constructor(proxy: TcpProxy) {
    this.proxy = proxy;
  }

  async connect(count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      const client = createClient(this.proxy.url, {
        reconnection: true,
        reconnectionDelay: reconnect.minMs,
        reconnectionDelayMax: reconnect.maxMs,
        auth: { channel: channels[n % channels.length] },
      });
      client.on("said", ({ at }: StormMessage) => this.#took.push(Date.now() - at));
      this.#clients.push(await connected(client));
    }
  }

  /** A message was sent to one channel. */
  sent(): void {
    this.#expected += this.#clients.length / channels.length;
  }

  /** Waits for what is still on its way, but not for ever: recovery does lose messages. */
  async settled(): Promise<void> {
    await waitFor(() => this.#took.length >= this.#expected, 5_000).catch(() => undefined);
  }

  result(): PlainResult {
    const took = this.#took.sort((a, b) => a - b);
    const lost = Math.max(0, this.#expected - took.length);
    const all = [...took, ...Array<number>(lost).fill(Infinity)];
    return {
      expected: this.#expected,
      lost,
      p50: percentile(all, 0.5),
      p99: percentile(all, 0.99),
      p99OfArrived: percentile(took, 0.99),
      longest: took.at(-1) ?? 0,
    };
  }

  close(): void {
    for (const client of this.#clients) client.close();
  }
}

/** What a plain server needs for them; a recovered socket is in its room again by itself. */
export function serveChannels(io: Server): void {
  io.on("connection", (socket) => {
    if (!socket.recovered) void socket.join(String(socket.handshake.auth["channel"]));
  });
}
