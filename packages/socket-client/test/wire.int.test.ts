import { fork } from "node:child_process";
import { once } from "node:events";
import { waitFor } from "@carillon/socket-testing";
import type { Client } from "@carillon/socket-client";
import { describe, expect, it } from "vitest";
import { startApp } from "./start-app.js";
import type { App } from "./start-app.js";
import type { ServerOptions } from "socket.io";

const is = (client: Client, status: string): Promise<boolean> =>
  waitFor(() => client.status.getSnapshot().is === status);

/** An app with a channel that has history, and a route that counts its calls. */
async function start(
  options: Partial<ServerOptions> = {},
): Promise<{ app: App; calls: () => number } & AsyncDisposable> {
  let calls = 0;
  const app = await startApp(
    ({ route }) => {
      route.channel("news.{topic}", { join: () => true, history: { size: 100 } });
      route.socket("count", () => ++calls);
    },
    { options },
  );
  return { app, calls: () => calls, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

describe("a wire that delays", () => {
  it("delivers answers late, and drops an answer that comes behind its timeout", async () => {
    await using running = await start();
    const client = running.app.client();
    expect(await client.request("count")).toBe(1);
    running.app.proxy.delay(100);
    expect(await client.request("count")).toBe(2);
    const late = client.try("count", undefined, { timeoutMs: 50 });
    expect(await late).toMatchObject({ ok: false, error: { code: "timeout", retryable: true } });
    await waitFor(() => running.calls() === 3);
    expect(await client.request("count")).toBe(4);
    expect(client.status.getSnapshot().is).toBe("online");
  });

  it("keeps the messages of a channel in order", async () => {
    await using running = await start();
    const { app } = running;
    const channel = app.client().channel("news.a");
    const seen: unknown[] = [];
    channel.on("said", (n) => seen.push(n));
    await waitFor(() => channel.state.getSnapshot().is === "joined");
    for (let n = 0; n < 20; n++) {
      app.proxy.delay((n % 5) * 10);
      await app.socket.broadcast("news.a", "said", n);
      if (n === 10) app.proxy.cut();
    }
    await waitFor(() => seen.length >= 20);
    expect(seen).toEqual(Array.from({ length: 20 }, (_, n) => n));
  });
});

describe("a wire that freezes", () => {
  it("is noticed by the silence; what was missed comes once the wire is back", async () => {
    await using running = await start({ pingInterval: 300, pingTimeout: 300 });
    const { app } = running;
    const client = app.client();
    const channel = client.channel("news.a");
    const seen: unknown[] = [];
    channel.on("said", (n, { replayed }) => seen.push([n, replayed]));
    await waitFor(() => channel.state.getSnapshot().is === "joined");
    const reasons = new Set<string>();
    client.status.subscribe(() => {
      const status = client.status.getSnapshot();
      if (status.is === "waiting") reasons.add(status.reason);
    });
    app.proxy.freeze();
    const pending = client.try("count", undefined, { timeoutMs: 60_000 });
    await waitFor(() => reasons.size > 0);
    expect([...reasons][0]).toBe("timeout");
    expect(await pending).toMatchObject({ ok: false, error: { code: "disconnected" } });
    await app.socket.broadcast("news.a", "said", 1);
    app.proxy.cut();
    app.proxy.resume();
    await waitFor(() => seen.length === 1);
    expect(seen).toEqual([[1, true]]);
  });

  it("a handshake that hangs is given up by the server's end or by the client's patience", async () => {
    await using running = await start();
    const { app } = running;
    app.proxy.freeze();
    const client = app.client({ socket: { transports: ["websocket"], timeout: 200 } });
    client.connect();
    await is(client, "waiting");
    expect(client.status.getSnapshot()).toMatchObject({ reason: "timeout" });
    app.proxy.cut();
    app.proxy.resume();
    await is(client, "online");
  });
});

describe("close()", () => {
  it.each(["websocket", "polling"])(
    "ends while the wire of a %s is frozen, and so does its process",
    async (transport) => {
      await using running = await start();
      const { app } = running;
      const child = fork(new URL("closing-client.ts", import.meta.url), [app.proxy.url, transport], {
        cwd: new URL("..", import.meta.url),
        execArgv: ["--import", "tsx", "--conditions=@carillon/source"],
      });
      try {
        expect(await once(child, "message")).toContain("online");
        app.proxy.freeze();
        child.send("close");
        const [tookMs] = (await once(child, "message")) as [number];
        expect(tookMs).toBeLessThan(20_000);
        const exited = once(child, "exit");
        child.disconnect();
        expect(await exited).toEqual([0, null]);
      } finally {
        child.kill("SIGKILL");
      }
    },
    25_000,
  );
});

describe("a wire that closes one half", () => {
  it.each(["client", "server"] as const)("the %s hears it, and the client comes back", async (end) => {
    await using running = await start();
    const { app } = running;
    const client = app.client();
    const channel = client.channel("news.a");
    const seen: unknown[] = [];
    channel.on("said", (n) => seen.push(n));
    await waitFor(() => channel.state.getSnapshot().is === "joined");
    await app.socket.broadcast("news.a", "said", 1);
    await waitFor(() => seen.length === 1);
    const before = client.socketId;
    app.proxy.halfClose(end);
    await app.socket.broadcast("news.a", "said", 2);
    await waitFor(() => client.socketId !== undefined && client.socketId !== before);
    await waitFor(() => channel.state.getSnapshot().is === "joined");
    await app.socket.broadcast("news.a", "said", 3);
    await waitFor(() => seen.length === 3);
    expect(seen).toEqual([1, 2, 3]);
  });
});
