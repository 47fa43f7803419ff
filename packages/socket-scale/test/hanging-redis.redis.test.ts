import { startRedis, waitFor } from "@carillon/socket-testing";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { startNode, together } from "./scaled-nodes.js";

test("redis-streams: what was sent while Redis hung for six seconds arrives, in order", async () => {
  await using redis = await startRedis();
  const options = { adapter: "redis-streams", url: redis.url } as const;
  await using here = await startNode(options);
  await using there = await startNode(options);
  await together(here, there);
  const client = await there.server.connect();
  await client.emitWithAck("join", "lobby");
  const heard: unknown[] = [];
  client.on("news", (news: unknown) => heard.push(news));
  redis.pause();
  // More than a connection takes at once: the rest waits, and node-redis gives up what waits for five seconds.
  for (let n = 0; n < 100; n++) here.io.to("lobby").emit("news", n, "x".repeat(50_000));
  await pause(6_000);
  redis.resume();
  await waitFor(() => heard.length === 100);
  expect(heard).toEqual(Array.from({ length: 100 }, (_, n) => n));
});
