import { startRedis, waitFor } from "@carillon/socket-testing";
import { expect, it } from "vitest";
import { RedisPresenceStore } from "../src/index.js";
import type { PresenceSession, PresenceWatcher } from "../src/index.js";
import { openRedis, redisClients } from "./redis-clients.js";

interface Gated {
  duplicate(): { subscribe(...args: unknown[]): Promise<unknown> };
}

/** Lets the client's subscriptions wait for a signal. */
function holdSubscriptions(client: object, released: Promise<void>): void {
  const gated = client as Gated;
  const duplicate = gated.duplicate.bind(gated);
  gated.duplicate = () => {
    const subscriber = duplicate();
    const subscribe = subscriber.subscribe.bind(subscriber);
    subscriber.subscribe = async (...args) => {
      await released;
      return subscribe(...args);
    };
    return subscriber;
  };
}

/** A node with one connection, or none, and the nodes of which it heard that changes may have been missed. */
function open(store: RedisPresenceStore): { session: PresenceSession; missed: Set<string>[] } {
  const missed: Set<string>[] = [];
  const watcher: PresenceWatcher = {
    put: () => undefined,
    remove: () => undefined,
    alive: () => undefined,
    missed: (nodes) => void missed.push(new Set(nodes)),
    all: () => [],
  };
  return { session: store.open(watcher), missed };
}

it.each(redisClients)(
  "what others write before the subscription is taken is listed once it is: %s",
  async (name) => {
    await using redis = await startRedis();
    const [slow, other] = [openRedis(name, redis.url), openRedis(name, redis.url)];
    let release: () => void = () => undefined;
    holdSubscriptions(slow.client, new Promise<void>((resolve) => (release = resolve)));
    const [late, early] = [new RedisPresenceStore(slow.client), new RedisPresenceStore(other.client)];
    await Promise.all([slow.ready(), other.ready()]);
    const here = open(late);
    await waitFor(() => here.missed.length > 0);
    const there = open(early);
    await waitFor(() => there.missed.some((nodes) => nodes.has(here.session.node)));
    expect(here.missed.some((nodes) => nodes.has(there.session.node))).toBe(false);
    release();
    await waitFor(() => here.missed.some((nodes) => nodes.has(there.session.node)));
    await Promise.all([here.session.close(), there.session.close()]);
    for (const client of [slow, other]) client.close();
  },
);
