import { readdirSync, readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { startRedis } from "@carillon/socket-testing";
import { describe, expect, it, vi } from "vitest";
import { tutorialPages } from "../../../docs/tutorial-pages.js";
import { expectPrinted, runExample } from "../../../scripts/run-example.js";

const folder = resolve(import.meta.dirname, "..");

describe("the tutorial", () => {
  it.each(["1-server", "2-contract", "3-sign-in", "4-rooms", "5-presence-history", "6-notifications"])(
    "%s: the client prints what its comments and its page say",
    async (step) => {
      expect(await runExample(join(folder, step))).toEqual(printedBy(step));
    },
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
    const lines = expectPrinted(join(folder, "8-second-node/client.ts"), printed.mock.calls);
    expect(lines).toEqual(printedBy("8-second-node"));
  });

  it("has the states that a reader has who does what its pages say", () => {
    const state = new Map<string, string>();
    for (const { name, actions } of tutorialPages()) {
      for (const action of actions) if (action.is === "file") state.set(action.name, action.code);
      if (name === "index") continue;
      for (const file of readdirSync(join(folder, name))) {
        expect({ step: name, file, code: state.get(file) }).toEqual({
          step: name,
          file,
          code: readFileSync(join(folder, name, file), "utf8"),
        });
      }
    }
  });
});

/** What the page of a step says that its client prints. */
function printedBy(step: string): readonly string[] {
  const { actions = [] } = tutorialPages().find(({ name }) => name === step) ?? {};
  return actions.flatMap((action) => (action.is === "commands" ? action.prints : []));
}

/** A node with modules of its own, so that it shares nothing with the other one but Redis. */
async function loadNode(): Promise<{ url: string; close: () => Promise<void> }> {
  vi.resetModules();
  const { Socket } = await import("carillon");
  await import(/* @vite-ignore */ join(folder, "8-second-node/server.ts"));
  const { port } = Socket.io().httpServer.address() as AddressInfo;
  return { url: `http://localhost:${String(port)}`, close: () => Socket.close() };
}
