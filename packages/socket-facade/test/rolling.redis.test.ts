import { setTimeout as pace } from "node:timers/promises";
import { connected, createClient, startRedis, waitFor } from "@carillon/socket-testing";
import type { Socket as Client } from "socket.io-client";
import { afterEach, expect, test } from "vitest";
import { startRoundRobin } from "./round-robin.js";
import { startNode } from "./start-node.js";
import type { RunningNode } from "./start-node.js";

const patienceMs = 60_000;
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

function using<Resource extends AsyncDisposable>(resource: Resource): Resource {
  cleanups.push(() => resource[Symbol.asyncDispose]());
  return resource;
}

/** Joins at each connection, as an application's client does. */
async function joining(url: string, room: string): Promise<Client> {
  const client = createClient(url, {
    transports: ["websocket"],
    reconnection: true,
    reconnectionDelay: 100,
    reconnectionDelayMax: 500,
  });
  let joined = false;
  client.on("disconnect", () => (joined = false));
  client.on("connect", () => {
    client.emit("join", room, () => (joined = true));
  });
  await connected(client, { timeoutMs: patienceMs });
  await waitFor(() => joined, patienceMs);
  return client;
}

async function say(client: Client, room: string, n: number): Promise<number> {
  const answer = (await client.timeout(patienceMs).emitWithAck("say", { room, n })) as { data: number };
  return answer.data;
}

/** A node's own speaker and listener: they see whether it still serves who is connected to it. */
class Locals {
  readonly node: RunningNode;
  readonly #room: string;
  readonly #speaker: Client;
  readonly #listener: Client;
  readonly #heard: number[] = [];
  #said = 0;

  private constructor(node: RunningNode, speaker: Client, listener: Client) {
    this.node = node;
    this.#room = `local-${String(node.port)}`;
    this.#speaker = speaker;
    this.#listener = listener;
    listener.on("said", (n: number) => this.#heard.push(n));
  }

  static async of(node: RunningNode): Promise<Locals> {
    const room = `local-${String(node.port)}`;
    return new Locals(node, await joining(node.url, "speakers"), await joining(node.url, room));
  }

  /** Speaks until it is told to stop, then compares what was said with what was heard. */
  async speakUntil(isOver: () => boolean): Promise<void> {
    const first = this.#said + 1;
    while (!isOver()) {
      await say(this.#speaker, this.#room, ++this.#said);
      await pace(20);
    }
    expect(this.#said).toBeGreaterThan(first);
    await waitFor(() => this.#heard.length >= this.#said, patienceMs);
    expect(this.#heard).toEqual(Array.from({ length: this.#said }, (_, index) => index + 1));
  }

  close(): void {
    this.#speaker.close();
    this.#listener.close();
  }
}

test("three nodes restart one after the other, one of them killed: clients come back, others lose nothing", async () => {
  const redis = using(await startRedis());
  const start = async (): Promise<Locals> => {
    const locals = await Locals.of(using(await startNode("rolling-node.ts", redis.url)));
    cleanups.push(() => {
      locals.close();
    });
    return locals;
  };
  const nodes = [await start(), await start(), await start()];
  const proxy = using(await startRoundRobin(() => nodes.map(({ node }) => node.port)));
  const clients: Client[] = [];
  cleanups.push(() => {
    for (const client of clients) client.close();
  });
  for (let index = 0; index < 12; index++) clients.push(await joining(proxy.url, "lobby"));

  const awayMs: number[] = [];
  for (const client of clients) {
    let left = 0;
    client.on("disconnect", () => (left = performance.now()));
    client.on("connect", () => awayMs.push(performance.now() - left));
  }

  for (const [index, signal] of [
    [0, "SIGTERM"],
    [1, "SIGKILL"],
    [2, "SIGTERM"],
    [1, "SIGTERM"],
  ] as const) {
    const leaving = nodes[index]!;
    const before = awayMs.length;
    let isOver = false;
    const others = nodes.filter((each) => each !== leaving).map((each) => each.speakUntil(() => isOver));
    leaving.close();
    leaving.node.signal(signal);
    const code = await leaving.node.ended;
    expect(code).toBe(signal === "SIGTERM" ? 0 : null);
    nodes[index] = await start();
    await waitFor(() => clients.every((client) => client.connected), patienceMs);
    isOver = true;
    await Promise.all(others);
    // Some of the clients were on that node.
    expect(awayMs.length).toBeGreaterThan(before);
  }
  expect(Math.max(...awayMs)).toBeLessThanOrEqual(patienceMs);

  // The nodes that are new and those that stayed are one again.
  let turn = 0;
  const heard = clients.map(() => new Set<number>());
  for (const [index, client] of clients.entries()) client.on("said", (n: number) => heard[index]?.add(n));
  await waitFor(async () => {
    await say(clients[turn++ % clients.length]!, "lobby", turn);
    return heard.every((each) => each.size > 0);
  }, patienceMs);
});
