import { startRedis, startTcpProxy, waitFor } from "@carillon/socket-testing";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { expect, test } from "vitest";
import { startNode, together } from "./scaled-nodes.js";

const stream = "socket.io";
const clients = ["redis", "ioredis"] as const;

/** Two nodes whose stream is ten minutes ahead of Redis' clock. */
async function startAhead(name: (typeof clients)[number]) {
  const redis = await startRedis();
  const proxy = await startTcpProxy({ port: redis.port });
  const admin = await createClient({ url: redis.url }).connect();
  const opened: Redis[] = [];
  const options = (port: number) => {
    const common = { adapter: "redis-streams", options: { blockTimeInMs: 200 } } as const;
    if (name === "redis") return { ...common, url: `redis://127.0.0.1:${String(port)}` };
    const client = new Redis(port, "127.0.0.1", { retryStrategy: () => 50 });
    opened.push(client);
    return { ...common, client };
  };
  const here = await startNode(options(redis.port));
  const there = await startNode(options(proxy.port));
  await together(here, there);
  const heard: string[] = [];
  (await there.server.connect()).on("news", (news: string) => heard.push(news));
  const ahead = Date.now() + 600_000;
  await admin.xAdd(stream, `${String(ahead)}-0`, { of: "a clock ahead" });
  return {
    proxy,
    admin,
    here,
    there,
    heard,
    ahead,
    /** Broadcasts, and waits until the other node has read it. */
    async publish(...news: string[]) {
      for (const each of news) here.io.emit("news", each);
      await waitFor(() => news.every((each) => heard.includes(each)));
    },
    async [Symbol.asyncDispose]() {
      for (const node of [here, there]) await node[Symbol.asyncDispose]();
      for (const each of opened) each.disconnect();
      admin.destroy();
      await proxy[Symbol.asyncDispose]();
      await redis[Symbol.asyncDispose]();
    },
  };
}

type Admin = Awaited<ReturnType<typeof startAhead>>["admin"];
type Fields = Record<"data", string> & Record<string, string>;

/** What the nodes broadcast, as it stands in the stream. */
async function broadcastsOf(admin: Admin): Promise<{ id: string; message: Fields }[]> {
  const entries = (await admin.xRange(stream, "-", "+")) as { id: string; message: Fields }[];
  return entries.filter(({ message: { type } }) => type === "3");
}

/** The same broadcast with other news. */
async function copyOf(admin: Admin, before: string, news: string): Promise<Fields> {
  const [first] = await broadcastsOf(admin);
  return { ...first!.message, data: first!.message.data.replace(before, news) };
}

test.each(clients)(
  "by %s: nodes hear each other in a Redis that came back empty and is behind",
  async (name) => {
    await using nodes = await startAhead(name);
    await nodes.publish("before");
    await nodes.admin.flushAll();
    const gaps = nodes.there.gaps;
    await nodes.publish("first", "second", "third");
    await waitFor(() => nodes.there.gaps > gaps);
    await nodes.publish("later");
    expect(nodes.heard).toEqual(["before", "first", "second", "third", "later"]);
    expect(nodes.there.lines.filter((line) => line === "stream_position_lost")).toHaveLength(1);
  },
);

test.each(clients)("by %s: a replica that lacks the latest is read on, not once more", async (name) => {
  await using nodes = await startAhead(name);
  await nodes.publish("first", "second", "third", "fourth");
  const entries = await broadcastsOf(nodes.admin);
  expect(entries).toHaveLength(4);
  const replica = nodes.admin.multi().del(stream);
  for (const { id, message } of entries.slice(0, 2)) replica.xAdd(stream, id, message);
  await replica.exec();
  // It goes on where the replica ends, which is before what the nodes have read.
  await nodes.publish("fifth");
  expect(nodes.heard).toEqual(["first", "second", "third", "fourth", "fifth"]);
});

test.each(clients)("by %s: an old copy that is restored is not read once more", async (name) => {
  await using nodes = await startAhead(name);
  await nodes.publish("before");
  const old = await copyOf(nodes.admin, "before", "old");
  const hourAgo = Date.now() - 3_600_000;
  await nodes.admin
    .multi()
    .del(stream)
    .xAdd(stream, `${String(hourAgo)}-0`, old)
    .exec();
  await nodes.publish("after");
  expect(nodes.heard).toEqual(["before", "after"]);
});

test.each(clients)("by %s: what was written while its clock caught up is heard, too", async (name) => {
  await using nodes = await startAhead(name);
  await nodes.publish("before");
  nodes.proxy.refuse();
  nodes.proxy.cut();
  await waitFor(() => nodes.there.lines.includes("redis_lost"));
  const behind = await copyOf(nodes.admin, "before", "behind");
  const caughtUp = await copyOf(nodes.admin, "before", "caught up");
  await nodes.admin
    .multi()
    .del(stream)
    .xAdd(stream, `${String(Date.now())}-0`, behind)
    .xAdd(stream, `${String(nodes.ahead + 1_000)}-0`, caughtUp)
    .exec();
  nodes.proxy.accept();
  await waitFor(() => nodes.heard.includes("caught up"));
  expect(nodes.heard).toEqual(["before", "behind", "caught up"]);
});
