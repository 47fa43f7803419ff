import { connected, createClient, nextEvent, waitFor } from "@carillon/socket-testing";
import { expect, test } from "vitest";
import { startNode } from "./start-node.js";
import type { RunningNode } from "./start-node.js";

/** How long it took from the first signal to the end, in milliseconds, by the process's own clock. */
function drainedMs(node: RunningNode): number {
  const found = node.messages.find((message) => Object.hasOwn(message as object, "drainedMs"));
  return (found as { drainedMs: number }).drainedMs;
}

test("200 handlers under way, from 100 ms to never: every answer arrives, and it ends within ten seconds", async () => {
  await using node = await startNode("draining-node.ts");
  const clients = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      connected(createClient(node.url, { transports: [index % 2 === 0 ? "websocket" : "polling"] }), {
        timeoutMs: 20_000,
      }),
    ),
  );
  try {
    // Every tenth never ends; the others take from 100 ms to 3 s.
    const asked = clients.flatMap((client, index) =>
      Array.from({ length: 10 }, (_, turn) => {
        const ms = turn === 9 ? 0 : 100 + ((index * 10 + turn) * 2_900) / 200;
        return { ms, answer: client.emitWithAck("wait", { ms }) as Promise<unknown> };
      }),
    );
    const reasons = Promise.all(clients.map((client) => nextEvent(client, "disconnect")));
    await waitFor(() => node.messages.length === 200);
    node.signal("SIGTERM");
    await nextEvent(clients[0]!, "server:draining");
    node.signal("SIGTERM");
    for (const { ms, answer } of asked) {
      expect(await answer).toEqual(
        ms === 0
          ? expect.objectContaining({ error: "unavailable", retryable: true })
          : { ok: true, data: ms },
      );
    }
    expect((await reasons).map(([reason]) => reason)).toEqual(Array(20).fill("transport close"));
    expect(await node.ended).toBe(0);
    expect(drainedMs(node)).toBeLessThan(30_000);
  } finally {
    for (const client of clients) client.close();
  }
});

test.each(["SIGTERM", "SIGINT"] as const)("%s ends an idle process at once", async (signal) => {
  await using node = await startNode("draining-node.ts");
  const client = await connected(createClient(node.url));
  const left = nextEvent(client, "disconnect");
  node.signal(signal);
  expect(await node.ended).toBe(0);
  expect((await left)[0]).toBe("transport close");
  // Far from the eight seconds that it would wait for handlers.
  expect(drainedMs(node)).toBeLessThan(5_000);
  client.close();
});
