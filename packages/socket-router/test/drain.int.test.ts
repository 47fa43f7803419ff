import { get } from "node:http";
import { connected, nextEvent, startServer, unhandledDuring, waitFor } from "@carillon/socket-testing";
import type { Socket as Client } from "socket.io-client";
import { describe, expect, test } from "vitest";
import { createRouter } from "../src/index.js";
import { memoryLogger, routed, ways } from "./routed-server.js";
import type { LogLine, RoutedServer } from "./routed-server.js";

const away = { ok: false, error: "unavailable", status: 503, retryable: true };

/** A route that answers when it is told to, and what it saw. */
function gate() {
  const waiting: ((value: string) => void)[] = [];
  let signal: AbortSignal | undefined;
  return {
    waiting,
    signal: () => signal,
    handler: (_socket: unknown, _payload: unknown, context: { readonly signal: AbortSignal }) => {
      signal = context.signal;
      return new Promise<string>((resolve) => waiting.push(resolve));
    },
  };
}

function seen(client: Client, event: string): unknown[][] {
  const all: unknown[][] = [];
  client.on(event, (...args: unknown[]) => all.push(args));
  return all;
}

async function gone(server: RoutedServer): Promise<void> {
  await waitFor(() => server.io.engine.clientsCount === 0);
}

describe.each(ways)("drain, $title", (way) => {
  test("what is under way is answered, what is new is refused, and the client may reconnect", async () => {
    const slow = gate();
    await using server = await routed(way, (router) => {
      router.socket("slow", slow.handler).socket("quick", () => "quick");
    });
    const client = await server.connect();
    const left = nextEvent(client, "disconnect");
    const draining = nextEvent(client, "server:draining");
    const answer = client.emitWithAck("slow");
    await waitFor(() => slow.waiting.length === 1);

    const drained = server.router.drain({ deadlineMs: 60_000 });
    expect(await draining).toEqual([
      { error: "unavailable", message: "The server is going away; connect again.", reconnect: true },
    ]);
    expect(await client.emitWithAck("quick")).toMatchObject(away);
    slow.waiting[0]?.("done");
    expect(await answer).toEqual({ ok: true, data: "done" });
    // "io server disconnect" would turn the client's reconnecting off.
    expect((await left)[0]).toBe("transport close");
    await drained;
    expect(server.io.engine.clientsCount).toBe(0);
    expect(slow.signal()?.aborted).toBe(false);
  });

  test("1,800 events under way are answered, each once", async () => {
    const slow = gate();
    await using server = await routed(way, (router) => router.socket("slow", slow.handler));
    const counts = new Map<number, number>();
    for (let n = 0; n < 18; n++) {
      const client = await server.connect();
      for (let m = 0; m < 100; m++) {
        const key = 100 * n + m;
        client.emit("slow", {}, ({ ok }: { readonly ok: boolean }) => {
          if (ok) counts.set(key, (counts.get(key) ?? 0) + 1);
        });
      }
    }
    await waitFor(() => slow.waiting.length === 1_800);
    const drained = server.router.drain({ deadlineMs: 60_000 });
    for (const answer of slow.waiting) answer("done");
    await drained;
    await waitFor(() => counts.size === 1_800);
    expect(new Set(counts.values())).toEqual(new Set([1]));
  });

  test("at the deadline handlers are aborted, all events answered and all clients disconnected", async () => {
    const never = gate();
    const begun: string[] = [];
    await using server = await routed(way, (router) => {
      router.socket("never", never.handler);
      router.socketGroup({ ordering: "serial" }, () => {
        router.socket("first", never.handler).socket("second", () => begun.push("second"));
      });
    });
    const client = await server.connect();
    const answers = Promise.all([
      client.emitWithAck("never"),
      client.emitWithAck("first"),
      client.emitWithAck("second"),
    ]);
    await waitFor(() => never.waiting.length === 2);
    const unhandled = await unhandledDuring(() => server.router.drain({ deadlineMs: 50 }));
    expect(unhandled).toEqual([]);
    for (const answer of (await answers) as unknown[]) expect(answer).toMatchObject(away);
    expect(begun).toEqual([]);
    expect(never.signal()?.aborted).toBe(true);
    expect(never.signal()?.reason).toMatchObject({ code: "unavailable" });
    await gone(server);
  });

  test("events that wait for connect hooks are finished as well", async () => {
    let open: () => void = () => undefined;
    const hook = new Promise<void>((resolve) => (open = resolve));
    await using server = await routed(way, (router, io) => {
      router.onConnect(() => hook);
      router.socket("early", () => "early");
      io.on("connection", (socket) => socket.on("mark", () => marked++));
    });
    let marked = 0;
    const client = await server.connect();
    const early = client.emitWithAck("early");
    client.emit("mark");
    await waitFor(() => marked === 1);
    const drained = server.router.drain({ deadlineMs: 60_000 });
    const late = client.emitWithAck("early");
    expect(await late).toMatchObject(away);
    open();
    expect(await early).toEqual({ ok: true, data: "early" });
    await drained;
  });

  test("new handshakes are refused with 503; a client without an answer finds another node", async () => {
    const slow = gate();
    await using server = await routed(way, (router) => {
      router.socket("slow", slow.handler);
      router.socketGroup({ namespace: "/admin" }, () => router.socket("quick", () => "quick"));
    });
    const client = await server.connect();
    const answer = client.emitWithAck("slow");
    await waitFor(() => slow.waiting.length === 1);
    const drained = server.router.drain({ deadlineMs: 60_000 });

    const refusal = await status(`${server.url}/socket.io/?EIO=4&transport=${way.transport}`, way.transport);
    expect(refusal).toEqual({ status: 503, retryAfter: "1" });
    const admin = client.io.socket("/admin");
    admin.connect();
    const refused = seen(admin, "connect_error");
    slow.waiting[0]?.("done");
    await answer;
    await drained;
    expect([admin.connected, refused.length, admin.active]).toEqual([false, 0, true]);
    admin.close();
  });
});

test("batches go one after the other, and each client works until its turn or the deadline", async () => {
  await using server = await routed(ways[0]!, (router) => router.socket("quick", () => "quick"));
  const clients = await Promise.all(Array.from({ length: 6 }, () => server.connect()));
  let told = 0;
  const ends = clients.map((client) => nextEvent(client, "disconnect"));
  for (const client of clients) client.on("server:draining", () => told++);
  const drained = server.router.drain({ batch: 2, intervalMs: 3_000_000, deadlineMs: 3_000 });
  await waitFor(() => told === 2);
  const here = clients.filter((client) => client.connected);
  const last = await Promise.all(
    here.map((client) =>
      client
        .timeout(5_000)
        .emitWithAck("quick")
        .catch(() => "gone"),
    ),
  );
  expect(last).toContainEqual({ ok: true, data: "quick" });
  await drained;
  expect((await Promise.all(ends)).map(([reason]) => reason)).toEqual(Array(6).fill("transport close"));
  expect(told).toBe(6);
});

test("a client that does not read is cut off a second later", async () => {
  await using server = await routed(ways[0]!, (router) => router.socket("quick", () => "quick"));
  const client = await server.connect();
  const { engine } = client.io as unknown as { engine: { transport: { ws: { pause(): void } } } };
  engine.transport.ws.pause();
  const [connection] = [...server.io.sockets.sockets.values()].map(({ conn }) => conn);
  const { socket: webSocket } = connection?.transport as unknown as { socket: { readyState: number } };
  await server.router.drain();
  await waitFor(() => webSocket.readyState === 3);
});

test("a second drain is the first one, and wrong options say what is right", async () => {
  await using server = await routed(ways[0]!, (router) => router.socket("quick", () => "quick"));
  const { router } = server;
  expect(() => router.drain({ batch: 0 })).toThrow("batch is a whole number of connections, at least 1");
  expect(() => router.drain({ intervalMs: -1 })).toThrow("intervalMs is a number of milliseconds from 0");
  expect(() => router.drain({ deadlineMs: Number.NaN })).toThrow("deadlineMs is a number of milliseconds");
  expect(() => router.drain({ timeoutMs: 1 } as never)).toThrow('there is no "timeoutMs"');
  expect(() => createRouter().drain()).toThrow("This router is not attached");
  const drained = router.drain();
  expect(router.drain()).toBe(drained);
  await drained;
  expect(server.log.filter(({ level }) => level === "info").map(({ message }) => message)).toEqual([
    "Draining connections",
    "All connections are drained",
  ]);
});

test("a router that was detached from one server serves another, with more routes", async () => {
  const log: LogLine[] = [];
  const router = createRouter({ logger: memoryLogger(log) }).socket("ping", () => "pong");
  await using first = await startServer((io) => router.attach(io));
  await connected(first.client());
  await router.drain();
  await first[Symbol.asyncDispose]();
  router.detach().socket("more", () => "more");
  await using second = await startServer((io) => router.attach(io));
  const client = await second.connect();
  expect(await client.emitWithAck("ping")).toEqual({ ok: true, data: "pong" });
  expect(await client.emitWithAck("more")).toEqual({ ok: true, data: "more" });
});

/** What a handshake is answered with, before Socket.IO's client makes its own of it. */
function status(
  url: string,
  transport: string,
): Promise<{ status: number | undefined; retryAfter: unknown }> {
  const headers = { Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "13" };
  return new Promise((resolve, reject) => {
    get(url, transport === "websocket" ? { headers } : {}, (response) => {
      response.resume();
      resolve({ status: response.statusCode, retryAfter: response.headers["retry-after"] });
    }).once("error", reject);
  });
}
