import { connectRedis } from "@carillon/socket-scale";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";

test("a Redis that refuses the connection at boot fails at once, and says where it was looked for", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  const redis = connectRedis(`redis://:secret@127.0.0.1:${String(port)}`);
  // Not the end of the ten seconds that a Redis without an answer is given.
  await expect(redis.ready).rejects.toMatchObject({
    code: "E_REDIS_UNREACHABLE",
    message: `Redis at 127.0.0.1:${String(port)} cannot be reached: start it, or correct the URL.`,
    cause: { code: "ECONNREFUSED" },
  });
  await redis.close();
});
