import { createClient } from "redis";
import { describe, expect, it, vi } from "vitest";
import { startRedis, waitFor } from "../src/index.js";

async function openClient(url: string) {
  const client = createClient({ url });
  client.on("error", () => undefined);
  await client.connect();
  return Object.assign(client, {
    [Symbol.dispose]: () => {
      client.destroy();
    },
  });
}

describe("startRedis", () => {
  it("answers, and forgets everything when it is started again on the same port", async () => {
    await using redis = await startRedis();
    using client = await openClient(redis.url);
    await client.set("bell", "ding");
    expect(await client.get("bell")).toBe("ding");

    await redis.kill("SIGKILL");
    expect(redis.pid).toBeUndefined();
    await redis.start();
    await waitFor(async () => (await client.get("bell")) === null);
  });

  it("freezes and goes on", async () => {
    await using redis = await startRedis();
    using client = await openClient(redis.url);
    redis.pause();
    let answered = false;
    const answer = client.ping().then((pong) => {
      answered = true;
      return pong;
    });
    await expect(waitFor(() => answered, 100)).rejects.toThrow("did not hold");
    redis.resume();
    expect(await answer).toBe("PONG");
  });

  it("is stopped by its dispose, even when frozen", async () => {
    const redis = await startRedis();
    const { pid } = redis;
    redis.pause();
    await redis[Symbol.asyncDispose]();
    expect(() => process.kill(pid ?? 0, 0)).toThrow("ESRCH");
  });

  it("gives two servers two ports", async () => {
    await using first = await startRedis();
    await using second = await startRedis();
    expect(first.port).not.toBe(second.port);
  });

  it("refuses to start twice", async () => {
    await using redis = await startRedis();
    await expect(redis.start()).rejects.toThrow("Redis is running already; stop() or kill() it first.");
  });

  it("says what to install where there is no redis-server", async () => {
    vi.stubEnv("PATH", "/nowhere");
    try {
      await expect(startRedis()).rejects.toThrow(
        "redis-server is not installed. On Debian or Ubuntu: apt-get install redis-server",
      );
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it("shows why redis-server did not start", async () => {
    await expect(startRedis(["--no-such-option", "1"])).rejects.toThrow("no-such-option");
  });
});
