import { createAdapter } from "@socket.io/redis-streams-adapter";
import { nextEvent, startRedis, waitFor } from "@carillon/socket-testing";
import { createClient } from "redis";
import { expect, it } from "vitest";
import type { AuthServer } from "./kit.js";
import { serve } from "./kit.js";

/** Two nodes on one Redis. */
async function twoNodes(url: string): Promise<AsyncDisposable & { nodes: [AuthServer, AuthServer] }> {
  const stack = new AsyncDisposableStackLike();
  const nodes: AuthServer[] = [];
  for (let index = 0; index < 2; index += 1) {
    const redis = createClient({ url });
    redis.on("error", () => undefined);
    await redis.connect();
    stack.add(() => redis.close());
    const options = {
      adapter: createAdapter(redis),
      connectionStateRecovery: { maxDisconnectionDuration: 60_000 },
    };
    const node = await serve({}, undefined, { options });
    stack.add(() => node[Symbol.asyncDispose]());
    nodes.push(node);
  }
  const [one, two] = nodes as [AuthServer, AuthServer];
  await waitFor(async () => (await one.io.of("/").adapter.serverCount()) === 2);
  await waitFor(async () => (await two.io.of("/").adapter.serverCount()) === 2);
  return { nodes: [one, two], [Symbol.asyncDispose]: () => stack.dispose() };
}

/** `AsyncDisposableStack`, which Node 20 lacks. */
class AsyncDisposableStackLike {
  readonly #steps: (() => unknown)[] = [];

  add(step: () => unknown): void {
    this.#steps.unshift(step);
  }

  async dispose(): Promise<void> {
    for (const step of this.#steps) await step();
  }
}

it("revokes on every node, without any event, and nothing is delivered afterwards", async () => {
  await using redis = await startRedis();
  await using cluster = await twoNodes(redis.url);
  const [one, two] = cluster.nodes;
  const here = await one.connect({ auth: { token: "42" } });
  const there = await two.connect({ auth: { token: "42" } });
  const other = await two.connect({ auth: { token: "43" } });
  two.io.socketsJoin("news");
  const gone = [nextEvent(here, "disconnect"), nextEvent(there, "disconnect")];
  const told = nextEvent(there, "auth:revoked");
  const heard: unknown[] = [];
  there.on("news", (news: unknown) => heard.push(news));
  expect(one.auth.revoke({ userId: 42 })).toBe(1);
  await Promise.all(gone);
  expect((await told)[0]).toMatchObject({ error: "revoked", reconnect: false });
  const reached = nextEvent(other, "news");
  one.io.emit("news", 1);
  await reached;
  expect(heard).toEqual([]);
  expect(other.connected).toBe(true);
});

it("shows no credential to fetchSockets on another node", async () => {
  await using redis = await startRedis();
  await using cluster = await twoNodes(redis.url);
  const [one, two] = cluster.nodes;
  await two.connect({ auth: { token: "4242424242" }, query: { a: "b" } });
  const [remote] = await one.io.fetchSockets();
  expect(remote?.handshake.auth).toEqual({ token: "***REDACTED***" });
  expect(JSON.stringify([remote?.handshake, remote?.data])).not.toContain("4242424242");
});

it("does not restore on one node what was revoked on another", async () => {
  await using redis = await startRedis();
  await using cluster = await twoNodes(redis.url);
  const [one, two] = cluster.nodes;
  const client = await two.connect({ auth: { token: "42" } });
  two.io.socketsJoin("users.42");
  const got = nextEvent(client, "news");
  two.io.to("users.42").emit("news", 1);
  await got;
  client.io.engine.close();
  await waitFor(() => two.io.sockets.sockets.size === 0);
  // A second user shows when the revocations have crossed over.
  const witness = await two.connect({ auth: { token: "43" } });
  const crossed = nextEvent(witness, "disconnect");
  one.auth.revoke({ userId: 42 });
  one.io.to("users.42").emit("news", "secret");
  one.auth.revoke({ userId: 43 });
  await crossed;
  const heard: unknown[] = [];
  client.on("news", (news: unknown) => heard.push(news));
  client.connect();
  await nextEvent(client, "connect");
  expect(client.recovered).toBe(false);
  await client.emitWithAck("whoami", null);
  expect(heard).toEqual([]);
});
