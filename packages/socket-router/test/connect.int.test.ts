import { setImmediate as turn } from "node:timers/promises";
import { nextEvent, unhandledDuring, waitFor } from "@carillon/socket-testing";
import { describe, expect, test } from "vitest";
import { routed, ways } from "./routed-server.js";

describe.each(ways)("connect hooks, $title", (way) => {
  test("events sent in the client's connect handler wait for the hooks, in order", async () => {
    const steps: string[] = [];
    let open: () => void = () => undefined;
    await using server = await routed(way, (router) => {
      router.onConnect(async () => {
        await new Promise<void>((resolve) => (open = resolve));
        steps.push("first hook");
      });
      router.onConnect((_socket, context) => void steps.push(`second hook of ${context.event}`));
      router.socket("first", async (_socket, payload) => {
        await turn();
        steps.push(`first ${String(payload)}`);
      });
      router.socket("second", (_socket, payload) => void steps.push(`second ${String(payload)}`));
    });
    const client = server.client();
    const answers: Promise<unknown>[] = [];
    client.once("connect", () => {
      for (let n = 0; n < 50; n++) answers.push(client.emitWithAck(n % 2 === 0 ? "first" : "second", n));
    });
    client.connect();
    await nextEvent(client, "connect");
    const [socket] = server.io.sockets.sockets.values();
    await waitFor(() => socket);
    await turn();
    expect(steps).toEqual([]);
    open();
    await Promise.all(answers);
    expect(steps.slice(0, 2)).toEqual(["first hook", "second hook of connect"]);
    expect(steps.filter((step) => step.startsWith("second ")).slice(1)).toHaveLength(25);
    expect(steps.filter((step) => step.startsWith("first ")).slice(1)).toEqual(
      Array.from({ length: 25 }, (_, n) => `first ${String(2 * n)}`),
    );
  });

  test("over the bound they are answered with unavailable", async () => {
    let open: () => void = () => undefined;
    await using server = await routed(
      way,
      (router) => {
        router.onConnect(() => new Promise<void>((resolve) => (open = resolve)));
        router.socket("event", (_socket, n: number) => n);
      },
      { maxQueued: 3 },
    );
    const client = await server.connect();
    const answers: unknown[] = [];
    for (let n = 0; n < 5; n++) client.emit("event", n, (answer: unknown) => answers.push(answer));
    await waitFor(() => answers.length === 2);
    expect(answers).toMatchObject([
      { error: "unavailable", status: 503, retryable: true },
      { error: "unavailable" },
    ]);
    open();
    await waitFor(() => answers.length === 5);
    expect(answers.slice(2)).toEqual([0, 1, 2].map((data) => ({ ok: true, data })));
  });

  test.each([
    ["throws", () => Promise.reject(new Error("no database"))],
    [
      "throws at once",
      () => {
        throw new Error("no database");
      },
    ],
    ["is never done", () => new Promise<void>(() => undefined)],
  ])("a hook that %s closes the connection, and later hooks do not run", async (_name, hook) => {
    let later = false;
    let reason: unknown;
    let signal: AbortSignal | undefined;
    await using server = await routed(
      way,
      (router) => {
        router.onConnect((_socket, context) => void (signal = context.signal));
        router.onConnect(hook);
        router.onConnect(() => void (later = true));
        router.onDisconnect((_socket, why) => void (reason = why));
        router.socket("event", () => "reached");
      },
      { timeoutMs: 30 },
    );
    const client = await server.connect();
    let answered = false;
    client.emit("event", () => (answered = true));
    const unhandled = await unhandledDuring(() => waitFor(() => reason !== undefined && !client.connected));
    expect(unhandled).toEqual([]);
    expect(reason).toBe("server namespace disconnect");
    expect([later, answered, signal?.aborted]).toEqual([false, false, true]);
    expect(server.log).toMatchObject([
      { level: "error", message: "A connect hook failed, and the connection is closed" },
    ]);
  });

  test("a client that leaves meanwhile stops the hooks", async () => {
    let signal: AbortSignal | undefined;
    let open: () => void = () => undefined;
    let later = false;
    await using server = await routed(way, (router) => {
      router.onConnect(async (_socket, context) => {
        signal = context.signal;
        await new Promise<void>((resolve) => (open = resolve));
      });
      router.onConnect(() => void (later = true));
      router.socket("event", () => (later = true));
    });
    const client = await server.connect();
    client.emit("event");
    await waitFor(() => signal !== undefined);
    client.disconnect();
    await waitFor(() => signal?.aborted);
    open();
    await turn();
    expect(later).toBe(false);
    expect(server.log).toEqual([]);
  });

  test("disconnect hooks that fail are logged and change nothing else", async () => {
    await using server = await routed(way, (router) => {
      router.onDisconnect(() => {
        throw new Error("first");
      });
      router.onDisconnect(() => Promise.reject(new Error("second")));
    });
    const client = await server.connect();
    const unhandled = await unhandledDuring(async () => {
      client.disconnect();
      await waitFor(() => server.log.length === 2);
    });
    expect(unhandled).toEqual([]);
    expect(server.log.map(({ message }) => message)).toEqual(Array(2).fill("A disconnect hook failed"));
  });

  test("a connection middleware that calls next() twice does not connect a socket twice", async () => {
    let hooks = 0;
    let handled = 0;
    await using server = await routed(way, (router, io) => {
      io.use((_socket, next) => {
        next();
        next();
      });
      router.onConnect(() => void hooks++);
      router.socket("event", () => ++handled);
    });
    const client = await server.connect();
    expect(await client.emitWithAck("event")).toEqual({ ok: true, data: 1 });
    expect([hooks, handled]).toEqual([1, 1]);
  });

  test("a connection middleware that refuses, even after next(), leaves no socket behind", async () => {
    let hooks = 0;
    await using server = await routed(way, (router, io) => {
      io.use((_socket, next) => {
        next(new Error("no"));
      });
      router.onConnect(() => void hooks++);
    });
    const client = server.client();
    client.connect();
    const [error] = await nextEvent(client, "connect_error");
    expect((error as Error).message).toBe("no");
    expect(hooks).toBe(0);
    expect(server.io.sockets.sockets.size).toBe(0);
    expect(server.io.sockets.adapter.rooms.size).toBe(0);
  });
});
