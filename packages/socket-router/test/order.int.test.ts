import { setImmediate as turn } from "node:timers/promises";
import { waitFor } from "@carillon/socket-testing";
import { describe, expect, test } from "vitest";
import type { Middleware } from "../src/index.js";
import { routed, ways } from "./routed-server.js";

/** Takes longer for some events than for others. */
const uneven: Middleware = async ({ payload, next }) => {
  for (let i = Number(payload) % 5; i > 0; i--) await turn();
  await next();
};

describe.each(ways)("order, $title", (way) => {
  test("handlers start in order of arrival, through uneven middleware and across routes", async () => {
    const started: number[] = [];
    let overlapping = 0;
    let most = 0;
    await using server = await routed(way, (router) => {
      router.socket(
        "uneven",
        async (_socket, n: number) => {
          started.push(n);
          most = Math.max(most, ++overlapping);
          await turn();
          overlapping--;
        },
        { middleware: uneven },
      );
      router.socket("sync", (_socket, n: number) => started.push(n));
      router.socket("async", async (_socket, n: number) => {
        started.push(n);
        await turn();
      });
    });
    const client = await server.connect();
    const count = 10_000;
    const events = ["uneven", "sync", "async"];
    const all = Array.from({ length: count }, (_, n) => client.emitWithAck(events[n % 3] ?? "", n));
    await Promise.all(all);
    expect(started).toEqual(Array.from({ length: count }, (_, n) => n));
    expect(most).toBeGreaterThan(1);
  });

  test("a refused, failed or timed-out event does not hold up those behind it", async () => {
    const started: number[] = [];
    await using server = await routed(way, (router) => {
      router.socket("stuck", () => undefined, {
        middleware: () => new Promise(() => undefined),
        timeoutMs: 30,
      });
      router.socket("refused", () => undefined, { middleware: () => Promise.reject(new Error("no")) });
      router.socket("fine", (_socket, n: number) => started.push(n));
    });
    const client = await server.connect();
    client.emit("stuck");
    client.emit("refused");
    await Promise.all([client.emitWithAck("fine", 1), client.emitWithAck("fine", 2)]);
    expect(started).toEqual([1, 2]);
  });

  test("a serial group finishes its events in order, for each socket on its own", async () => {
    const steps: string[] = [];
    let release: () => void = () => undefined;
    await using server = await routed(way, (router) => {
      router.socketGroup({ prefix: "doc", ordering: "serial" }, () => {
        router.socket("slow", async (_socket, who: string) => {
          steps.push(`slow ${who}`);
          if (who === "a") await new Promise<void>((resolve) => (release = resolve));
          steps.push(`done ${who}`);
        });
        router.socket("quick", (_socket, who: string) => steps.push(`quick ${who}`));
        router.socket("free", (_socket, who: string) => steps.push(`free ${who}`), {
          ordering: "concurrent",
        });
      });
    });
    const a = await server.connect();
    const b = await server.connect();
    const slow = a.emitWithAck("doc:slow", "a");
    const quick = a.emitWithAck("doc:quick", "a");
    await a.emitWithAck("doc:free", "a");
    await b.emitWithAck("doc:slow", "b");
    await b.emitWithAck("doc:quick", "b");
    expect(steps).toEqual(["slow a", "free a", "slow b", "done b", "quick b"]);
    release();
    await Promise.all([slow, quick]);
    expect(steps.slice(5)).toEqual(["done a", "quick a"]);
  });

  test("a serial event that fails or times out lets the next one through", async () => {
    await using server = await routed(way, (router) => {
      router.socketGroup({ ordering: "serial", timeoutMs: 20 }, () => {
        router.socket("stuck", () => new Promise(() => undefined));
        router.socket("broken", () => Promise.reject(new Error("no")));
        router.socket("fine", () => "fine");
      });
    });
    const client = await server.connect();
    const answers = await Promise.all(
      ["stuck", "broken", "fine"].map((event) => client.emitWithAck(event) as Promise<object>),
    );
    expect(answers).toMatchObject([
      { error: "timeout" },
      { error: "socket_error" },
      { ok: true, data: "fine" },
    ]);
  });

  test("too many serial events are answered with unavailable", async () => {
    let release: () => void = () => undefined;
    await using server = await routed(
      way,
      (router) => {
        router.socket("serial", () => new Promise<void>((resolve) => (release = resolve)), {
          ordering: "serial",
        });
      },
      { maxQueued: 3 },
    );
    const client = await server.connect();
    const answers: unknown[] = [];
    for (let n = 0; n < 6; n++) client.emit("serial", n, (answer: unknown) => answers.push(answer));
    // One runs, three wait.
    await waitFor(() => answers.length === 2);
    expect(answers).toMatchObject([
      { error: "unavailable", status: 503, retryable: true },
      { error: "unavailable" },
    ]);
    await waitFor(() => {
      release();
      return answers.length === 6;
    });
    expect(answers.slice(2)).toEqual([{ ok: true }, { ok: true }, { ok: true }, { ok: true }]);
  });

  test("what waits for its turn when the client leaves never begins", async () => {
    const started: string[] = [];
    let release: () => void = () => undefined;
    await using server = await routed(way, (router) => {
      router.socket("held", () => started.push("held"), {
        middleware: async ({ next }) => {
          await new Promise<void>((resolve) => (release = resolve));
          await next();
        },
      });
      router.socket("behind", () => started.push("behind"));
      router.socketGroup({ ordering: "serial" }, () => {
        router.socket("running", () => new Promise(() => undefined));
        router.socket("queued", () => started.push("queued"));
      });
    });
    const client = await server.connect();
    const [socket] = server.io.sockets.sockets.values();
    client.emit("running");
    client.emit("queued");
    client.emit("held");
    client.emit("behind");
    await client.emitWithAck("unknown");
    client.disconnect();
    await waitFor(() => !socket?.connected);
    release();
    await turn();
    await turn();
    expect(started).toEqual([]);
    expect(server.log.map(({ fields }) => fields["code"])).toEqual(["unknown_event"]);
  });
});
