import { clock, replaceClock } from "@carillon/socket-contract/server";
import { createAdapter as createPubSubAdapter, createShardedAdapter } from "@socket.io/redis-adapter";
import { createAdapter as createStreamsAdapter } from "@socket.io/redis-streams-adapter";
import { nextEvent, startRedis, startTcpProxy, waitFor } from "@carillon/socket-testing";
import type { TcpProxy, TestRedis } from "@carillon/socket-testing";
import { createClient } from "redis";
import { describe, expect, it } from "vitest";
import { RedisRevocationStore } from "../src/index.js";
import type { AuthenticatorOptions, RevokeTarget } from "../src/index.js";
import { serve } from "./kit.js";
import type { AuthServer } from "./kit.js";

type Redis = ReturnType<typeof createClient>;

/** How nodes reach each other: makes an adapter, and says which connections it opened. */
const adapters: Record<string, (redis: Redis, opened: Redis[]) => Promise<unknown>> = {
  async redis(redis, opened) {
    const subscriber = await open(redis.duplicate(), opened);
    return createPubSubAdapter(quiet(redis), quiet(subscriber));
  },
  async "redis-sharded"(redis, opened) {
    const subscriber = await open(redis.duplicate(), opened);
    return createShardedAdapter(quiet(redis), quiet(subscriber));
  },
  "redis-streams": (redis) => Promise.resolve(createStreamsAdapter(quiet(redis))),
};

/** The adapters leave commands uncaught that fail when the link breaks; `@carillon/socket-scale` gives them such a client as well. */
function quiet(redis: Redis): Redis {
  return new Proxy(redis, {
    get(client, name) {
      const member: unknown = Reflect.get(client, name, client);
      if (typeof member !== "function") return member;
      return (...args: unknown[]): unknown => {
        const result: unknown = Reflect.apply(member, client, args);
        return result instanceof Promise ? result.catch(() => undefined) : result;
      };
    },
  });
}

async function open(client: Redis, opened: Redis[]): Promise<Redis> {
  client.on("error", () => undefined);
  await client.connect();
  opened.push(client);
  return client;
}

interface Cluster extends AsyncDisposable {
  /** Reaches Redis directly. */
  readonly near: AuthServer;
  /** Reaches Redis through the proxy. */
  readonly far: AuthServer;
  readonly proxy: TcpProxy;
}

/** Two nodes on one Redis, of which one can be cut off. */
async function start(adapter: string, hasStore: boolean): Promise<Cluster> {
  const redis: TestRedis = await startRedis();
  const proxy = await startTcpProxy({ port: redis.port });
  const opened: Redis[] = [];
  const nodes: AuthServer[] = [];
  for (const port of [redis.port, proxy.port]) {
    const client = await open(createClient({ url: `redis://127.0.0.1:${String(port)}` }), opened);
    const options: AuthenticatorOptions = {
      guards: { api: { authenticate: identify, recheck: () => true } },
      ...(hasStore && { revocations: new RedisRevocationStore(client) }),
    };
    const make = adapters[adapter];
    const node = await serve(options, undefined, {
      options: { adapter: (await make?.(client, opened)) as never },
    });
    nodes.push(node);
  }
  const [near, far] = nodes as [AuthServer, AuthServer];
  for (const { io } of nodes) await waitFor(async () => (await io.of("/").adapter.serverCount()) === 2);
  return {
    near,
    far,
    proxy,
    async [Symbol.asyncDispose]() {
      for (const node of nodes) {
        await node.auth.close();
        await node[Symbol.asyncDispose]();
      }
      for (const client of opened) client.destroy();
      await proxy.close();
      await redis[Symbol.asyncDispose]();
    },
  };
}

/** The token "42/phone" is session phone of user 42; like a JWT it is good until it ends. */
function identify({ token }: { readonly token: string }): object {
  return { user: { id: token.split("/")[0] }, sessionId: token };
}

const targets: [string, RevokeTarget][] = [
  ["user", { userId: 42 }],
  ["session", { sessionId: "42/phone" }],
];

describe.each(Object.keys(adapters))("a node that was cut off, with the adapter %s", (adapter) => {
  it.each(targets)("learns from the store that a %s was revoked meanwhile", async (_name, target) => {
    await using cluster = await start(adapter, true);
    const { near, far, proxy } = cluster;
    const victim = await far.connect({ auth: { token: "42/phone" } });
    const other = await far.connect({ auth: { token: "43/phone" } });
    far.io.socketsJoin("news");
    await cutOff(proxy);
    expect(near.auth.revoke(target)).toBe(0);
    const heard: unknown[] = [];
    victim.on("news", (news: unknown) => heard.push(news));
    const gone = nextEvent(victim, "disconnect");
    const told = nextEvent(victim, "auth:revoked");
    proxy.accept();
    expect((await told)[0]).toMatchObject({ error: "revoked", reconnect: false });
    await gone;
    far.io.local.emit("news", 1);
    await other.emitWithAck("whoami", null);
    expect(heard).toEqual([]);
    expect(other.connected).toBe(true);
  });

  it.each(targets)(
    "learns from the other nodes that a %s was revoked, without a store",
    async (_name, target) => {
      await using cluster = await start(adapter, false);
      const { near, far, proxy } = cluster;
      const victim = await far.connect({ auth: { token: "42/phone" } });
      await cutOff(proxy);
      near.auth.revoke(target);
      proxy.accept();
      const gone = nextEvent(victim, "disconnect");
      // What the scale package reports as the end of a gap.
      await waitFor(async () => (await far.io.of("/").adapter.serverCount()) === 2);
      await waitFor(async () => {
        await far.auth.recheckAll();
        return !victim.connected;
      });
      await gone;
    },
  );
});

it("tells the others what a node revoked while it was cut off", async () => {
  await using cluster = await start("redis", true);
  const { near, far, proxy } = cluster;
  const victim = await near.connect({ auth: { token: "42/phone" } });
  await cutOff(proxy);
  far.auth.revoke({ userId: 42 });
  const gone = nextEvent(victim, "disconnect");
  proxy.accept();
  await gone;
});

it("keeps those who signed in after the revocation, on the node that was cut off as well", async () => {
  await using cluster = await start("redis", true);
  const { near, far, proxy } = cluster;
  const early = await far.connect({ auth: { token: "42/early" } });
  await cutOff(proxy);
  near.auth.revoke({ userId: 42 });
  // A node takes a revocation for as late as it may have been decided: later by what reading it takes.
  const restoreClock = replaceClock({ ...clock, elapsed: () => performance.now() + 60_000 });
  const late = await far.connect({ auth: { token: "42/late" } }).finally(restoreClock);
  const gone = nextEvent(early, "disconnect");
  proxy.accept();
  await gone;
  await late.emitWithAck("whoami", null);
  expect(late.connected).toBe(true);
});

/** Cuts a node off for longer than its clients keep trying in vain to send. */
async function cutOff(proxy: TcpProxy): Promise<void> {
  proxy.refuse();
  proxy.cut();
  await waitFor(() => proxy.connections === 0);
}
