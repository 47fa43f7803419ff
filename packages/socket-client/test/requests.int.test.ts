import { unhandledDuring, waitFor } from "@carillon/socket-testing";
import { RequestError } from "@carillon/socket-client";
import type { Client, ClientOptions } from "@carillon/socket-client";
import { SocketException } from "@carillon/socket-contract";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { startApp } from "./start-app.js";
import type { App } from "./start-app.js";

async function online(client: Client): Promise<void> {
  client.connect();
  await waitFor(() => client.status.getSnapshot().is === "online");
}

async function offline({ proxy }: App, client: Client): Promise<void> {
  proxy.refuse();
  proxy.cut();
  await waitFor(() => client.status.getSnapshot().is !== "online");
}

describe.each<[string, NonNullable<ClientOptions["socket"]>]>([
  ["websocket", { transports: ["websocket"] }],
  ["polling", { transports: ["polling"] }],
  ["upgrade", { transports: ["polling", "websocket"] }],
])("over %s", (_name, socket) => {
  it("connects at the first request, and unwraps the reply", async () => {
    await using app = await startApp(({ route }) =>
      route.socket("who", (_socket, payload: unknown, { userId }) => ({ userId, payload })),
    );
    const client = app.client({ socket });
    expect(client.status.getSnapshot()).toEqual({ is: "idle" });
    expect(await client.request("who", { a: 1 })).toEqual({ userId: "7", payload: { a: 1 } });
    expect(client.status.getSnapshot()).toMatchObject({ is: "online" });
    expect(client.headers()).toEqual({ "x-socket-id": client.socketId });
    expect(app.server.io.sockets.sockets.has(client.socketId!)).toBe(true);
  });

  it("connects again by itself after a cut", async () => {
    await using app = await startApp(({ route }) => route.socket("ping", () => "pong"));
    const client = app.client({ socket });
    await client.request("ping");
    const first = client.socketId;
    // Between two polls there is nothing that a cut could break.
    await waitFor(() => {
      if (client.socketId === first) app.proxy.cut();
      return client.socketId !== undefined && client.socketId !== first;
    });
    expect(await client.request("ping")).toBe("pong");
  });
});

describe("answers", () => {
  it("rejects with one class of error, with the code of the server", async () => {
    await using app = await startApp(({ route }) => {
      route.socket("buy", () => {
        throw new SocketException("Sold out", {
          code: "sold_out",
          status: 409,
          data: { left: 0 },
          retryAfterMs: 5,
        });
      });
      route.socket("bug", () => {
        throw new Error("mine");
      });
      route.socket("named", () => 1, { payload: z.object({ name: z.string() }) });
    });
    const client = app.client();
    const error: unknown = await client.request("buy").catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({
      name: "RequestError",
      code: "sold_out",
      status: 409,
      message: "Sold out",
      data: { left: 0 },
      retryAfterMs: 5,
      retryable: false,
      event: "buy",
    });
    expect(await client.try("named", { name: 5 })).toMatchObject({
      ok: false,
      error: { code: "validation_failed", issues: [{ path: ["name"] }] },
    });
    expect(await client.try("bug")).toMatchObject({
      ok: false,
      error: { code: "socket_error", status: 500, requestId: expect.any(String) as string },
    });
    expect(await client.try("missing")).toMatchObject({
      ok: false,
      error: { code: "unknown_event", status: 404 },
    });
    expect(await client.try("named", { name: "a" })).toEqual({ ok: true, data: 1 });
  });

  it("ends with `timeout`, `aborted` and `disconnected`", async () => {
    await using app = await startApp(({ route }) => route.socket("hang", () => new Promise(() => undefined)));
    const client = app.client();
    await online(client);
    expect(await client.try("hang", null, { timeoutMs: 20 })).toMatchObject({
      error: { code: "timeout", status: 0 },
    });
    const controller = new AbortController();
    const aborted = client.try("hang", null, { signal: controller.signal });
    controller.abort();
    expect(await aborted).toMatchObject({ error: { code: "aborted" } });
    expect(await client.try("hang", null, { signal: controller.signal })).toMatchObject({
      error: { code: "aborted" },
    });
    const pending = [client.try("hang"), client.try("hang", null, { idempotencyKey: "k" })];
    app.proxy.cut();
    expect(await Promise.all(pending)).toMatchObject([
      { error: { code: "disconnected", event: "hang", retryable: false } },
      { error: { code: "disconnected", event: "hang", retryable: true } },
    ]);
  });

  it("waits for the first connection within its own timeout, whatever the policy", async () => {
    await using app = await startApp(({ route }) => route.socket("ping", () => "pong"));
    app.proxy.refuse();
    const client = app.client({ offline: "drop" });
    expect(await client.try("ping", null, { timeoutMs: 30 })).toMatchObject({ error: { code: "timeout" } });
    const answer = client.request("ping");
    app.proxy.accept();
    expect(await answer).toBe("pong");
  });

  it("connects only by connect() where autoConnect is false", async () => {
    await using app = await startApp(({ route }) => route.socket("ping", () => "pong"));
    const client = app.client({ autoConnect: false });
    expect(await client.try("ping", null, { timeoutMs: 20 })).toMatchObject({ error: { code: "timeout" } });
    client.on("news", () => undefined);
    expect(app.proxy.accepted).toBe(0);
    const answer = client.request("ping");
    client.connect();
    expect(await answer).toBe("pong");
  });

  it("tells failures that no call waits for", async () => {
    await using app = await startApp(() => undefined);
    const client = app.client();
    const errors: RequestError[] = [];
    client.onError((error) => errors.push(error));
    expect(client.send("missing", { a: 1 })).toBe(true);
    await waitFor(() => errors.length === 1);
    expect(errors[0]).toMatchObject({ code: "unknown_event", event: "missing" });
  });

  it("checks what arrives where the contract was handed in", async () => {
    const contract = {
      client: { when: { reply: z.string().transform((text) => new Date(text)) } },
      server: { at: { payload: z.string().transform((text) => new Date(text)) } },
    };
    await using app = await startApp(({ route }) => route.socket("when", () => "2026-01-01"));
    const client = app.client({ contract });
    expect(await client.request("when")).toEqual(new Date("2026-01-01"));
    const seen: unknown[] = [];
    const errors: unknown[] = [];
    client.onError((error) => errors.push(error.code));
    client.on("at", (value) => seen.push(value));
    void app.socket.emit("at", 5);
    void app.socket.emit("at", "2026-01-02");
    await waitFor(() => seen.length === 1);
    expect(seen).toEqual([new Date("2026-01-02")]);
    expect(errors).toEqual(["validation_failed"]);
  });
});

describe("once", () => {
  it("resolves to the next event, or rejects in time, and leaves no listener", async () => {
    await using app = await startApp(() => undefined);
    const client = app.client();
    await online(client);
    const next = client.once("news");
    await app.socket.emit("news", { n: 1 });
    expect(await next).toEqual({ n: 1 });
    await expect(client.once("news", { timeoutMs: 5 })).rejects.toMatchObject({
      code: "timeout",
      event: "news",
    });
    await expect(client.once("news", { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "aborted",
    });
  });
});

describe("offline", () => {
  it("fails at once, or drops", async () => {
    await using app = await startApp(({ route }) => route.socket("ping", () => "pong"));
    const client = app.client({ offline: { cursor: "drop" } });
    await online(client);
    await offline(app, client);
    expect(await client.try("ping")).toMatchObject({ error: { code: "offline", retryable: true } });
    expect(await client.try("cursor")).toMatchObject({ error: { code: "offline" } });
    expect(client.send("ping")).toBe(false);
    expect(client.send("cursor")).toBe(false);
  });

  it("drops what may be lost while the connection is busy, and sends all else", async () => {
    const heard: unknown[] = [];
    await using app = await startApp(({ route }) => {
      for (const event of ["say", "cursor"])
        route.socket(event, (_socket, n: number) => void heard.push([event, n]));
    });
    const client = app.client({ offline: { cursor: "drop" } });
    await online(client);
    // What is written in one go is not on the wire before the next turn.
    expect([client.send("cursor", 1), client.send("cursor", 2), client.send("say", 3)]).toEqual([
      true,
      false,
      true,
    ]);
    await waitFor(() => heard.length === 2);
    expect(heard).toEqual([
      ["cursor", 1],
      ["say", 3],
    ]);
  });

  it("keeps a queue: sent once and in order when the network is back, each with its result", async () => {
    const seen: number[] = [];
    await using app = await startApp(({ route }) =>
      route.socket(
        "add",
        (_socket, { n }: { n: number }) => {
          seen.push(n);
          return n * 2;
        },
        { idempotent: true },
      ),
    );
    const client = app.client({ offline: { queue: 10, expireMs: 5_000 } });
    await online(client);
    await offline(app, client);
    const answers = [1, 2, 3, 4, 5].map((n) => client.request("add", { n }));
    expect(client.send("add", { n: 6 })).toBe(true);
    app.proxy.accept();
    expect(await Promise.all(answers)).toEqual([2, 4, 6, 8, 10]);
    await waitFor(() => seen.length === 6);
    expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("refuses what does not fit into a queue with `offline`, and what waits too long with `timeout`", async () => {
    await using app = await startApp(({ route }) => route.socket("add", (_socket, n: number) => n));
    const client = app.client({ offline: { queue: 2, expireMs: 60 } });
    await online(client);
    await offline(app, client);
    const answers = await Promise.all([1, 2, 3].map((n) => client.try("add", n)));
    expect(answers).toMatchObject([
      { error: { code: "timeout" } },
      { error: { code: "timeout" } },
      { error: { code: "offline" } },
    ]);
    const last = { queue: 2, expireMs: 5_000, keep: "last" } as const;
    const kept = [1, 2, 3].map((n) => client.try("add", n, { offline: last }));
    expect(await kept[0]).toMatchObject({ error: { code: "offline" } });
    app.proxy.accept();
    expect(await Promise.all(kept.slice(1))).toEqual([
      { ok: true, data: 2 },
      { ok: true, data: 3 },
    ]);
  });

  it("aborts what waits in a queue", async () => {
    const seen: unknown[] = [];
    await using app = await startApp(({ route }) => route.socket("add", (_socket, n) => void seen.push(n)));
    const client = app.client({ offline: { queue: 5, expireMs: 5_000 } });
    await online(client);
    await offline(app, client);
    const controller = new AbortController();
    const aborted = client.try("add", 1, { signal: controller.signal });
    const kept = client.try("add", 2);
    controller.abort();
    expect(await aborted).toMatchObject({ error: { code: "aborted" } });
    app.proxy.accept();
    expect(await kept).toEqual({ ok: true, data: undefined });
    expect(seen).toEqual([2]);
  });

  it.each([
    ["a user", () => "user-7"],
    ["a guest", () => null],
  ])("runs a request of %s once when its answer was lost", async (_who, token) => {
    let runs = 0;
    await using app = await startApp(({ route }) =>
      route.socket(
        "pay",
        () => {
          runs++;
          // The answer is written to a wire that is gone.
          if (runs === 1) app.proxy.cut();
          return runs;
        },
        { idempotent: true, auth: false },
      ),
    );
    const client = app.client({ token, offline: { queue: 5, expireMs: 5_000 } });
    await online(client);
    expect(await client.request("pay")).toBe(1);
    expect(runs).toBe(1);
  });

  it("answers all that waits when it is closed", async () => {
    await using app = await startApp(() => undefined);
    app.proxy.refuse();
    const client = app.client({ offline: { queue: 5, expireMs: 5_000 } });
    const waiting = [client.try("a"), client.try("b", null, { offline: "fail" })];
    await client.close();
    expect(await Promise.all(waiting)).toMatchObject([
      { error: { code: "offline" } },
      { error: { code: "offline" } },
    ]);
    expect(client.status.getSnapshot()).toEqual({ is: "closed", reason: "closed" });
    app.proxy.accept();
    client.connect();
    await waitFor(() => client.status.getSnapshot().is === "online");
  });
});

it("a listener that throws keeps no other from being called", async () => {
  await using app = await startApp(() => undefined);
  const client = app.client();
  await online(client);
  const seen: unknown[] = [];
  client.on("news", () => {
    throw new Error("mine");
  });
  client.on("news", (value) => seen.push(value));
  const errors = await unhandledDuring(async () => {
    await app.socket.emit("news", 1);
    await waitFor(() => seen.length === 1);
  });
  expect(errors).toEqual([new Error("mine")]);
});
