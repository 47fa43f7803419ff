import { createRealtime } from "@carillon/socket-facade";
import type { Realtime } from "@carillon/socket-facade";
import { nextEvent, startServer, transports, waitFor } from "@carillon/socket-testing";
import { describe, expect, test } from "vitest";
import { silent } from "./silent.js";

/** What clients may ask beside the application's routes; each waits until it is told to end. */
const asked = [
  ["channel:join", { channel: "slow.1" }],
  ["auth:refresh", { token: "slow" }],
] as const;

const away = { ok: false, error: "unavailable", status: 503, retryable: true };

function layer(): Realtime & { readonly waiting: (() => void)[] } {
  const made = createRealtime({ logger: silent });
  const waiting: (() => void)[] = [];
  const told = (): Promise<void> => new Promise((resolve) => waiting.push(resolve));
  made.socket.guard("api", async ({ token }) => {
    if (token === "slow") await told();
    return { user: { id: 1 }, id: "1" };
  });
  made.socket.use("auth:socket");
  made.route.channel("slow.{n}", {
    join: async () => {
      await told();
      return true;
    },
  });
  made.route.channel("quick.{n}", { join: () => true });
  return { ...made, waiting };
}

describe.each(transports)("a drain over %s", (transport) => {
  test.each(asked)("waits for the answer to %s, and refuses what is new", async (event, payload) => {
    const { socket, waiting } = layer();
    await using server = await startServer((io) => socket.attach(io));
    const client = await server.connect({ transports: [transport], auth: { token: "1" } });
    const answer: Promise<unknown> = client.emitWithAck(event, payload);
    await waitFor(() => waiting.length === 1);
    const left = nextEvent(client, "disconnect");
    const draining = nextEvent(client, "server:draining");
    const drained = socket.drain({ deadlineMs: 60_000 });
    await draining;
    expect(await client.emitWithAck("channel:join", { channel: "quick.1" })).toMatchObject(away);
    waiting[0]?.();
    expect(await answer).toMatchObject({ ok: true });
    expect((await left)[0]).toBe("transport close");
    await drained;
  });

  test.each(asked)("answers %s with unavailable at the deadline", async (event, payload) => {
    const { socket, waiting } = layer();
    await using server = await startServer((io) => socket.attach(io));
    const client = await server.connect({ transports: [transport], auth: { token: "1" } });
    const answer: Promise<unknown> = client.emitWithAck(event, payload);
    await waitFor(() => waiting.length === 1);
    const left = nextEvent(client, "disconnect");
    const drained = socket.drain({ deadlineMs: 0 });
    expect(await answer).toMatchObject(away);
    expect((await left)[0]).toBe("transport close");
    await drained;
    waiting[0]?.();
  });
});

test("a client that leaves before its answer holds up no drain", async () => {
  const { socket, waiting } = layer();
  await using server = await startServer((io) => socket.attach(io));
  const client = await server.connect({ auth: { token: "1" } });
  client.emit("channel:join", { channel: "slow.1" });
  await waitFor(() => waiting.length === 1);
  const draining = nextEvent(client, "server:draining");
  const drained = socket.drain({ deadlineMs: 3_600_000 });
  await draining;
  client.close();
  await drained;
  waiting[0]?.();
});
