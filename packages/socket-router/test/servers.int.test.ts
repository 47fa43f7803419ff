import { createRequire } from "node:module";
import { connected, nextEvent, startServer, waitFor } from "@carillon/socket-testing";
import { Server } from "socket.io";
import { describe, expect, test } from "vitest";
import { createRouter } from "../src/index.js";
import { memoryLogger, routed, ways } from "./routed-server.js";

interface OldClient {
  connected: boolean;
  on(event: string, listener: (...args: unknown[]) => void): void;
  off(event: string, listener: (...args: unknown[]) => void): void;
  emit(event: string, ...args: unknown[]): void;
  close(): void;
}
const connectOld = createRequire(import.meta.url)("socket.io-client-2") as (
  url: string,
  options: object,
) => OldClient;

describe.each(ways)("attached to a server, $title", (way) => {
  test("named and dynamic namespaces have routes of their own", async () => {
    await using server = await routed(way, (router) => {
      router.socket("where", () => "root");
      router.socketGroup({ namespace: "/admin" }, () => router.socket("where", () => "admin"));
      router.socketGroup({ namespace: /^\/tenant-\d+$/ }, () => {
        router.socket("where", (socket) => socket.nsp.name);
        router.fallback((_socket, _payload, { event }) => `fallback of ${event}`);
      });
      router.socketGroup({ namespace: "plain" }, () => router.socket("where", () => "plain"));
    });
    for (const [namespace, data] of [
      ["/", "root"],
      ["/admin", "admin"],
      ["/tenant-1", "/tenant-1"],
      ["/tenant-22", "/tenant-22"],
      ["/plain", "plain"],
    ] as const) {
      const client = await server.connect({ namespace });
      expect(await client.emitWithAck("where")).toEqual({ ok: true, data });
    }
    const tenant = await server.connect({ namespace: "/tenant-3" });
    expect(await tenant.emitWithAck("other")).toEqual({ ok: true, data: "fallback of other" });
    const admin = await server.connect({ namespace: "/admin" });
    expect(await admin.emitWithAck("other")).toMatchObject({ error: "unknown_event" });
    expect(server.router.namespaces()).toEqual(["/", "/admin", /^\/tenant-\d+$/, "/plain"]);
  });

  test("a namespace without routes stays as it is", async () => {
    await using server = await routed(way, (router, io) => {
      router.socket("event", () => "routed");
      io.of("/raw").on("connection", (socket) => {
        socket.on("event", (ack: (answer: string) => void) => {
          ack("raw");
        });
      });
    });
    const client = await server.connect({ namespace: "/raw" });
    expect(await client.emitWithAck("event")).toBe("raw");
    let answered = false;
    client.emit("unknown", () => (answered = true));
    await client.emitWithAck("event");
    expect(answered).toBe(false);
  });

  test("a route registered late, also in a new namespace, is there for the next event", async () => {
    await using server = await routed(way, () => undefined);
    const client = await server.connect();
    expect(await client.emitWithAck("late")).toMatchObject({ error: "unknown_event" });
    server.router.socket("late", () => "here");
    server.router.socketGroup({ namespace: "/late" }, () => server.router.socket("late", () => "there"));
    expect(await client.emitWithAck("late")).toEqual({ ok: true, data: "here" });
    const other = await server.connect({ namespace: "/late" });
    expect(await other.emitWithAck("late")).toEqual({ ok: true, data: "there" });
    // What cannot be installed leaves no trace.
    expect(() => server.router.socket("wrong", () => 1, { middleware: "missing" })).toThrow(
      'no middleware "missing"',
    );
    server.router.socket("wrong", () => 1);
    expect(await client.emitWithAck("wrong")).toEqual({ ok: true, data: 1 });
  });

  test("several servers in one process do not know of each other", async () => {
    await using first = await routed(way, (router) => router.socket("which", () => "first"));
    await using second = await routed(way, (router) => {
      router.socket("which", () => "second");
      router.socket("only", () => "second");
    });
    expect(await (await first.connect()).emitWithAck("which")).toEqual({ ok: true, data: "first" });
    expect(await (await second.connect()).emitWithAck("which")).toEqual({ ok: true, data: "second" });
    expect(await (await first.connect()).emitWithAck("only")).toMatchObject({ error: "unknown_event" });
    expect(() => createRouter().attach(first.io)).toThrow("has a router already");
    expect(() => first.router.attach(new Server())).toThrow("attached already");
    expect(() => first.router.configure({ timeoutMs: 1 })).toThrow("sealed");
  });

  test("io.close() ends connections and running handlers, and the port can be used again", async () => {
    let signal: AbortSignal | undefined;
    const reasons: string[] = [];
    await using server = await routed(way, (router) => {
      router.onDisconnect((_socket, reason) => void reasons.push(reason));
      router.socket("hang", (_socket, _payload, context) => {
        signal = context.signal;
        return new Promise(() => undefined);
      });
    });
    const client = await server.connect();
    client.emit("hang");
    await waitFor(() => signal !== undefined);
    await server.io.close();
    expect(signal?.aborted).toBe(true);
    expect(reasons).toEqual(["server shutting down"]);
    expect(server.httpServer.listening).toBe(false);
    const next = new Server();
    const router = createRouter().socket("hello", () => "again");
    router.attach(next);
    await using second = await startServer(() => undefined, { io: next });
    expect(await (await second.connect()).emitWithAck("hello")).toEqual({ ok: true, data: "again" });
  });

  test("connection state recovery restores id, rooms and missed events, and routes go on", async () => {
    await using server = await routed(
      way,
      (router) => {
        router.socket("join", (socket, room: string) => socket.join(room));
        router.socket("state", (socket, _payload, { rooms }) => ({
          recovered: socket.recovered,
          rooms: [...rooms].length,
        }));
      },
      { server: { connectionStateRecovery: {} } },
    );
    const client = server.client({ reconnection: true, reconnectionDelay: 10 });
    await connected(client);
    const { id } = client;
    await client.emitWithAck("join", "r");
    const first = nextEvent(client, "news");
    server.io.to("r").emit("news", 1);
    await first;
    const missed = nextEvent(client, "news");
    const [socket] = server.io.sockets.sockets.values();
    socket?.conn.close();
    await waitFor(() => server.io.sockets.sockets.size === 0);
    server.io.to("r").emit("news", 2);
    expect((await missed)[0]).toBe(2);
    expect(client.id).toBe(id);
    expect(await client.emitWithAck("state")).toEqual({ ok: true, data: { recovered: true, rooms: 2 } });
  });

  test("clients of Socket.IO 2 (EIO 3) are answered as well", async () => {
    await using server = await routed(
      way,
      (router) => {
        router.socket("echo", (_socket, payload) => payload as unknown);
        router.socket("broken", () => Promise.reject(new Error("secret")));
      },
      { server: { allowEIO3: true } },
    );
    const client = connectOld(server.url, {
      transports: [way.transport],
      forceNew: true,
      reconnection: false,
    });
    try {
      await nextEvent(client, "connect");
      const ask = (event: string, payload: unknown): Promise<unknown> =>
        new Promise((resolve) => {
          client.emit(event, payload, resolve);
        });
      expect(await ask("echo", { a: [1, null] })).toEqual({ ok: true, data: { a: [1, null] } });
      expect(await ask("broken", 1)).toMatchObject({ error: "socket_error" });
      expect(await ask("missing", 1)).toMatchObject({ error: "unknown_event" });
      const bytes = (await ask("echo", Buffer.from([1, 2]))) as { data: Uint8Array };
      expect([...new Uint8Array(bytes.data)]).toEqual([1, 2]);
    } finally {
      client.close();
    }
  });

  test("Socket.IO's retries send each event until it is answered, also with an error", async () => {
    let runs = 0;
    await using server = await routed(way, (router) => {
      router.socket("fails", () => {
        runs++;
        throw new Error("no");
      });
    });
    const client = server.client({ retries: 3, ackTimeout: 2_000 });
    await connected(client);
    const answers: unknown[] = [];
    client.emit("fails", {}, (error: unknown, answer: unknown) => answers.push(error, answer));
    client.emit("unknown", {}, (error: unknown, answer: unknown) => answers.push(error, answer));
    await waitFor(() => answers.length === 4);
    expect(answers).toMatchObject([null, { error: "socket_error" }, null, { error: "unknown_event" }]);
    expect(runs).toBe(1);
  });

  test("bursts of 5,000 known and unknown events and reconnecting clients leave a healthy client alone", async () => {
    let connections = 0;
    await using server = await routed(way, (router) => {
      router.onConnect(() => void connections++);
      router.onDisconnect(() => void connections--);
      router.socket("event", async () => Promise.resolve());
      router.socket("quick", () => "quick");
    });
    const busy = await server.connect();
    const healthy = await server.connect();
    let answers = 0;
    for (let n = 0; n < 10_000; n++) busy.emit(n % 2 ? "event" : "unknown", () => answers++);
    const storm = Array.from({ length: 50 }, async () => {
      const client = await server.connect();
      client.disconnect();
    });
    for (let n = 0; n < 20; n++) expect(await healthy.emitWithAck("quick")).toMatchObject({ ok: true });
    await Promise.all(storm);
    await waitFor(() => answers === 10_000);
    busy.disconnect();
    healthy.disconnect();
    await waitFor(() => connections === 0);
  });
});

describe.each(ways.filter(({ transport }) => transport === "websocket"))("slow peers, $hook", (way) => {
  test("a client that stops reading is dropped, and what runs for it is told", async () => {
    let signal: AbortSignal | undefined;
    const reasons = new Map<string, string>();
    await using server = await routed(
      way,
      (router) => {
        router.onDisconnect((socket, reason) => void reasons.set(socket.id, reason));
        router.socket("large", () => "x".repeat(100_000));
        router.socket("hang", (_socket, _payload, context) => {
          signal = context.signal;
          return new Promise(() => undefined);
        });
        router.socket("quick", () => "quick");
      },
      { server: { pingInterval: 200, pingTimeout: 1_000 } },
    );
    const slow = await server.connect();
    // The client's own watch ends about when the server's does; here the server is to be the one that gives up.
    Object.assign(slow.io.engine, { _pingTimeout: 60_000 });
    await nextEvent(slow.io, "ping");
    const healthy = await server.connect();
    slow.emit("hang");
    for (let n = 0; n < 200; n++) slow.emit("large", () => undefined);
    await waitFor(() => signal !== undefined);
    const { id = "" } = slow;
    const { transport } = slow.io.engine as unknown as { transport: { ws: { _socket: { pause(): void } } } };
    transport.ws._socket.pause();
    // By its id: a machine that stalls for a second loses the healthy one as well, which connects again.
    await waitFor(() => reasons.has(id));
    expect(reasons.get(id)).toBe("ping timeout");
    expect(signal?.aborted).toBe(true);
    expect(await healthy.emitWithAck("quick")).toEqual({ ok: true, data: "quick" });
  });

  test("connections that never join a namespace are dropped and never reach the router", async () => {
    let connections = 0;
    await using server = await routed(way, (router) => router.onConnect(() => void connections++), {
      server: { connectTimeout: 100 },
    });
    let opened = 0;
    server.io.engine.on("connection", () => opened++);
    const silent = Array.from({ length: 50 }, () => server.client());
    for (const client of silent) client.io.open();
    await waitFor(() => opened === 50);
    await waitFor(() => server.io.engine.clientsCount === 0);
    expect(connections).toBe(0);
  });
});

test("a fake server that has on, use, to and emit alone works by shape", async () => {
  type Listener = (...args: unknown[]) => void;
  let connect: ((socket: object) => void)[] = [];
  const io = {
    on(event: string, listener: (socket: object) => void) {
      if (event === "connection") connect = [...connect, listener];
      return io;
    },
  };
  const listeners = new Map<string, Listener>();
  const emitted: unknown[] = [];
  const socket = {
    id: "fake",
    on: (event: string, listener: Listener) => void listeners.set(event, listener),
    emit: (...args: unknown[]) => void emitted.push(args),
  };
  const router = createRouter({ logger: memoryLogger([]) });
  router.socket("echo", (_socket, payload: unknown, { user, guard, rooms, headers }): unknown => [
    payload,
    user,
    guard,
    rooms.size,
    headers,
  ]);
  let runs = 0;
  function fail(): Promise<never> {
    runs++;
    return Promise.reject(new Error("secret"));
  }
  router.socket("broken", fail, { middleware: "throttle:5,1m", idempotent: true });
  router.attach(io as unknown as Server);
  for (const listener of connect) listener(socket);
  const answers: unknown[] = [];
  // A fake may have the ack anywhere.
  listeners.get("echo")?.(1, (answer: unknown) => answers.push(answer));
  listeners.get("echo")?.((answer: unknown) => answers.push(answer), 2);
  expect(answers).toEqual([1, 2].map((n) => ({ ok: true, data: [n, null, null, 0, {}] })));
  listeners.get("broken")?.({});
  await waitFor(() => emitted.length === 1);
  expect(emitted).toMatchObject([["error:socket", { error: "socket_error", event: "broken" }]]);
  expect(runs).toBe(1);
  expect(listeners.has("disconnect")).toBe(true);
});
