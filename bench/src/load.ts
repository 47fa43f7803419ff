import { Client } from "./client.js";
import type { ContenderName } from "./contender.js";
import { checkConformance, refusalOf } from "./conformance.js";
import type { Refusal } from "./conformance.js";
import { events } from "./application.js";
import { pacedRequests } from "./paced-requests.js";
import type { Waits } from "./paced-requests.js";
import { serve } from "./rpc.js";
import { wireOf } from "./wire.js";

const pools = new Map<ContenderName, Client[]>();

interface Target {
  readonly name: ContenderName;
  readonly port: number;
}

/** What the load generator offers to the harness. All of it is bounded by its arguments. */
export const loadCommands = {
  /** Opens connections, each signed in as a user of its own. */
  async connect({ name, port, count }: Target & { count: number }): Promise<void> {
    pools.set(name, await openAll({ name, port }, count, 50));
  },

  /** Opens more connections, until there are so many. */
  async grow({ name, port, count }: Target & { count: number }): Promise<void> {
    const open = pools.get(name) ?? [];
    pools.set(name, [...open, ...(await openAll({ name, port }, count, 50, open.length))]);
  },

  async disconnect(name: ContenderName): Promise<void> {
    const clients = poolOf(name);
    pools.delete(name);
    await Promise.all(clients.map((client) => client.close()));
  },

  /**
   * Sends requests until `total` are answered, `depth` of each connection under way at a time.
   *
   * @returns Milliseconds.
   */
  async request(options: {
    name: ContenderName;
    event: string;
    payload: unknown;
    depth: number;
    total: number;
  }): Promise<number> {
    const clients = poolOf(options.name);
    const body = wireOf(options.name).body(options.event, options.payload);
    const begun = performance.now();
    await requestAll(clients, body, options.depth, options.total);
    return performance.now() - begun;
  },

  /** Sends requests until `total` are answered, to each connection in turn, `underWay` at a time in all. Returns milliseconds. */
  async spread(options: {
    name: ContenderName;
    event: string;
    payload: unknown;
    underWay: number;
    total: number;
  }): Promise<number> {
    const clients = poolOf(options.name);
    const body = wireOf(options.name).body(options.event, options.payload);
    const begun = performance.now();
    await spreadRequests(clients, body, options.underWay, options.total);
    return performance.now() - begun;
  },

  /** Sends requests at a rate for so many milliseconds, to each connection in turn. */
  async pace(options: {
    name: ContenderName;
    event: string;
    payload: unknown;
    perSecond: number;
    ms: number;
  }): Promise<Waits> {
    const { name, event, payload, perSecond, ms } = options;
    return pacedRequests(poolOf(name), wireOf(name).body(event, payload), perSecond, ms);
  },

  /** Makes all connections members of the room of W3. */
  async join(name: ContenderName): Promise<void> {
    for (const client of poolOf(name)) await client.request(events.join, { room: "rooms.1", text: "join" });
  },

  /** One member broadcasts `total` times; ends when every member has every message. Returns milliseconds. */
  async broadcast(options: { name: ContenderName; payload: unknown; total: number }): Promise<number> {
    const clients = poolOf(options.name);
    const [first] = clients;
    if (first === undefined) throw new Error("No client is connected.");
    const begun = performance.now();
    await new Promise<void>((resolve, reject) => {
      let left = clients.length * options.total;
      for (const client of clients) {
        client.onEvent = () => {
          if (--left === 0) resolve();
        };
      }
      broadcastAll(first, options.payload, options.total).catch(reject);
    });
    for (const client of clients) client.onEvent = undefined;
    return performance.now() - begun;
  },

  /** Opens connections, `concurrency` at a time; `disconnect` closes them. Returns milliseconds. */
  async storm({
    name,
    port,
    count,
    concurrency,
  }: Target & { count: number; concurrency: number }): Promise<number> {
    const begun = performance.now();
    pools.set(name, await openAll({ name, port }, count, concurrency));
    return performance.now() - begun;
  },

  check: checkConformance,

  /** Connects the user whose session will be ended. */
  async openProbe({ name, port }: Target): Promise<void> {
    probe = await Client.open(wireOf(name), port, probeToken);
  },

  /** How the event of a user is refused whose session ended meanwhile. */
  async closeProbe(): Promise<Refusal | undefined> {
    const client = probe;
    probe = undefined;
    const refusal = client && (await refusalOf(client, { room: "rooms.1", text: "revoked" }));
    await client?.close();
    return refusal;
  },
};

/** The token of the conformance check's second half. */
export const probeToken = "token-4999";
let probe: Client | undefined;

function poolOf(name: ContenderName): Client[] {
  const clients = pools.get(name);
  if (clients === undefined) throw new Error(`No client is connected to ${name}.`);
  return clients;
}

async function openAll(
  { name, port }: Target,
  count: number,
  concurrency: number,
  begin = 0,
): Promise<Client[]> {
  const wire = wireOf(name);
  const clients: Client[] = [];
  let next = begin;

  async function openSome(): Promise<void> {
    while (next < count) clients.push(await Client.open(wire, port, `token-${next++}`));
  }

  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, openSome));
  return clients;
}

function requestAll(clients: readonly Client[], body: string, depth: number, total: number): Promise<void> {
  return new Promise((resolve) => {
    let toSend = total;
    let toCome = total;
    for (const client of clients) {
      client.onAnswer = () => {
        if (toSend > 0) {
          toSend--;
          client.send(body);
        }
        if (--toCome === 0) resolve();
      };
    }
    for (let round = 0; round < depth; round++) {
      for (const client of clients) {
        if (toSend === 0) return;
        toSend--;
        client.send(body);
      }
    }
  });
}

function spreadRequests(
  clients: readonly Client[],
  body: string,
  underWay: number,
  total: number,
): Promise<void> {
  return new Promise((resolve) => {
    let sent = 0;
    let answered = 0;
    const send = (): void => {
      if (sent < total) clients[sent++ % clients.length]?.send(body);
    };
    for (const client of clients) {
      client.onAnswer = () => {
        send();
        if (++answered === total) resolve();
      };
    }
    for (let first = 0; first < underWay; first++) send();
  });
}

async function broadcastAll(client: Client, payload: unknown, total: number): Promise<void> {
  for (let sent = 0; sent < total; sent++) await client.request(events.broadcast, payload);
}

serve(loadCommands);
