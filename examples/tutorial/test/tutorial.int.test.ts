import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { startRedis } from "@carillon/socket-testing";
import { describe, it, vi } from "vitest";
import { expectPrinted, runExample } from "../../../scripts/run-example.js";

const folder = resolve(import.meta.dirname, "..");

describe("the tutorial", () => {
  it.each(["1-server", "2-contract", "3-sign-in", "4-rooms", "5-presence-history", "6-notifications"])(
    "%s: the client prints what its comments say",
    (step) => runExample(join(folder, step)),
  );

  it("8-second-node: two nodes on one Redis are one server", async () => {
    await using redis = await startRedis();
    vi.stubEnv("REDIS_URL", redis.url);
    vi.stubEnv("PORT", "0");
    using printed = vi.spyOn(console, "log").mockReturnValue();
    const nodes = [await loadNode(), await loadNode()];
    const { argv } = process;
    try {
      process.argv = ["node", "client.ts", ...nodes.map(({ url }) => url)];
      await import(/* @vite-ignore */ join(folder, "8-second-node/client.ts"));
    } finally {
      process.argv = argv;
      vi.unstubAllEnvs();
      for (const { close } of nodes) await close();
    }
    expectPrinted(join(folder, "8-second-node/client.ts"), printed.mock.calls);
  });
});

/** A node with modules of its own, so that it shares nothing with the other one but Redis. */
async function loadNode(): Promise<{ url: string; close: () => Promise<void> }> {
  vi.resetModules();
  const { Socket } = await import("carillon");
  await import(/* @vite-ignore */ join(folder, "8-second-node/server.ts"));
  const { port } = Socket.io().httpServer.address() as AddressInfo;
  return { url: `http://localhost:${String(port)}`, close: () => Socket.close() };
}
