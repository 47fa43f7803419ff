import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createRealtime } from "carillon";
import type { Realtime } from "carillon";
import { RedisPresenceStore } from "carillon/rooms";
import { createClient } from "redis";
import type { ScaleOptions } from "./contender.js";
import { serve } from "./rpc.js";

/** The room whose members the messages of {@link clusterNodeCommands.beginSending} are for. */
export const hall = "hall.1";

const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };
let realtime: Realtime | undefined;
let sending: NodeJS.Timeout | undefined;
let sent = 0;

/** What one node of a cluster offers to the harness: Carillon with an adapter and presence on Redis. */
export const clusterNodeCommands = {
  /** @returns The port. */
  async start(options: ScaleOptions & { leaseMs?: number }): Promise<number> {
    const { url, adapter, leaseMs } = options;
    const client = createClient({ url });
    const presence = new RedisPresenceStore(client, {
      logger: silent,
      ...(leaseMs !== undefined && { leaseMs }),
    });
    await client.connect();
    realtime = createRealtime({ logger: silent, scale: { adapter, url }, rooms: { presence } });
    const { route, socket } = realtime;
    socket.guard("api", ({ token }) => ({ user: { id: token }, id: token }));
    socket.use("auth:socket");
    route.channel("hall.{n}", { join: () => true, presence: true });
    const http = createServer();
    socket.attach(http);
    await socket.ready();
    await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
    return (http.address() as AddressInfo).port;
  },

  /** How many nodes know each other. */
  nodes(): Promise<number> {
    return running().socket.io().of("/").adapter.serverCount();
  },

  /** Ids of the users in the hall, as this node knows them. */
  async members(): Promise<string[]> {
    const members = await running().socket.members(hall);
    return members.map(({ id }) => id).sort();
  },

  /** Sends numbered messages to the hall, whatever becomes of them, until {@link clusterNodeCommands.stopSending}. */
  beginSending(everyMs: number): void {
    const { socket } = running();
    sending = setInterval(() => void socket.broadcast(hall, "tick", ++sent), everyMs);
  },

  /** @returns How many were sent. */
  stopSending(): number {
    clearInterval(sending);
    return sent;
  },
};

function running(): Realtime {
  if (realtime === undefined) throw new Error("The node was not started.");
  return realtime;
}

function ignore(): void {
  // An outage is what is measured; its log lines would only be noise.
}

serve(clusterNodeCommands);
