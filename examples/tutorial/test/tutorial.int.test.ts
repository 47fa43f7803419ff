import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { setSocketManager, Socket, SocketManager } from "carillon";
import { startRedis } from "@carillon/socket-testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { expectedOutput } from "../../../scripts/example-output.js";
import { onFreePorts } from "../../../scripts/example-ports.js";

const folder = resolve(import.meta.dirname, "..");

describe("the tutorial", () => {
  afterEach(async () => {
    await Socket.close();
    setSocketManager(new SocketManager());
  });

  it.each(["1-server", "2-contract", "3-sign-in", "4-rooms", "5-presence-history", "6-notifications"])(
    "%s: the client prints what its comments say",
    async (step) => {
      using _ports = onFreePorts();
      using printed = vi.spyOn(console, "log").mockReturnValue();
      await load(`${step}/server.ts`);
      await Socket.ready();

      await load(`${step}/client.ts`);

      const lines = printed.mock.calls.map((words) => words.join(" "));
      const expected = expectedOutput(readFileSync(join(folder, step, "client.ts"), "utf8"));
      expect(expected.length).toBeGreaterThan(0);
      for (const text of expected) expect(lines).toContain(text);
    },
  );

  it("8-second-node: two nodes on one Redis are one server", { timeout: 60_000 }, async () => {
    await using redis = await startRedis();
    vi.stubEnv("REDIS_URL", redis.url);
    vi.stubEnv("PORT", "0");
    using printed = vi.spyOn(console, "log").mockReturnValue();
    const nodes = [await loadNode(), await loadNode()];
    const { argv } = process;
    try {
      process.argv = ["node", "client.ts", ...nodes.map(({ url }) => url)];
      await load("8-second-node/client.ts");
    } finally {
      process.argv = argv;
      vi.unstubAllEnvs();
      for (const { close } of nodes) await close();
    }
    const lines = printed.mock.calls.map((words) => words.join(" "));
    for (const text of expectedOutput(readFileSync(join(folder, "8-second-node/client.ts"), "utf8"))) {
      expect(lines).toContain(text);
    }
  });
});

async function load(file: string): Promise<void> {
  await import(/* @vite-ignore */ join(folder, file));
}

/** A node with modules of its own, so that it shares nothing with the other one but Redis. */
async function loadNode(): Promise<{ url: string; close: () => Promise<void> }> {
  vi.resetModules();
  const { Socket: facade } = await import("carillon");
  await load("8-second-node/server.ts");
  const { port } = facade.io().httpServer.address() as AddressInfo;
  return { url: `http://localhost:${String(port)}`, close: () => facade.close() };
}
