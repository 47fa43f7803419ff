import { startRedis, waitFor } from "@carillon/socket-testing";
import type { TestRedis } from "@carillon/socket-testing";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { expect, test } from "vitest";
import { startNode, together } from "./scaled-nodes.js";

/** What Redis refuses, and how it is made to take it again. */
const refusals = {
  "is full": {
    begin: (admin: Admin) => admin.configSet("maxmemory", "1"),
    end: (admin: Admin) => admin.configSet("maxmemory", "0"),
  },
  "has another program's key": {
    async begin(admin: Admin) {
      await admin.del("socket.io");
      await admin.set("socket.io", "of another program");
    },
    end: (admin: Admin) => admin.del("socket.io"),
  },
} as const;

type Admin = Awaited<ReturnType<typeof openAdmin>>;

const openAdmin = (redis: TestRedis) => createClient({ url: redis.url }).connect();

test.each(
  (["redis", "ioredis"] as const).flatMap((client) =>
    (Object.keys(refusals) as (keyof typeof refusals)[]).map((refusal) => [client, refusal] as const),
  ),
)("by %s: the log tells when Redis %s, and the end of that counts as a gap", async (name, refusal) => {
  await using redis = await startRedis();
  const admin = await openAdmin(redis);
  const clients: Redis[] = [];
  const options = () => {
    if (name === "redis") return { adapter: "redis-streams", url: redis.url } as const;
    clients.push(new Redis(redis.port, "127.0.0.1"));
    return { adapter: "redis-streams", client: clients.at(-1)! } as const;
  };
  await using here = await startNode(options());
  await using there = await startNode(options());
  await together(here, there);
  const client = await there.server.connect();
  const heard: unknown[] = [];
  client.on("news", (news: unknown) => heard.push(news));

  await refusals[refusal].begin(admin);
  here.io.emit("news", "lost");
  await waitFor(() => here.lines.includes("node_messages_refused"));
  expect(here.gaps).toBe(0);
  await refusals[refusal].end(admin);
  await waitFor(() => {
    here.io.emit("news", "again");
    return heard.includes("again") && here.lines.includes("node_messages_restored");
  });
  await waitFor(() => here.gaps > 0);
  expect(heard).not.toContain("lost");
  admin.destroy();
  for (const each of clients) each.disconnect();
});
