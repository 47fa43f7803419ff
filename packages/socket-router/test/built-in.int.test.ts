import { SocketException } from "@carillon/socket-contract";
import { nextEvent, waitFor } from "@carillon/socket-testing";
import { describe, expect, test } from "vitest";
import { createRouter } from "../src/index.js";
import { routed, ways } from "./routed-server.js";

describe.each(ways)("reserved events, $title", (way) => {
  test("are answered in every namespace, dynamic ones too", async () => {
    await using server = await routed(way, (router) => {
      router.builtIn("channel:join", ({ nsp }, payload) => ({ joined: payload as unknown, in: nsp.name }));
      router.socketGroup({ namespace: "/admin" }, () => router.socket("any", () => 1));
      router.socketGroup({ namespace: /^\/team-\d+$/ }, () => router.socket("any", () => 1));
    });
    for (const namespace of ["/", "/admin", "/team-7"]) {
      const client = await server.connect({ namespace });
      expect(await client.emitWithAck("channel:join", { channel: "a" })).toEqual({
        ok: true,
        data: { joined: { channel: "a" }, in: namespace },
      });
      expect(await client.emitWithAck("channel:leave", {})).toMatchObject({ error: "unknown_event" });
    }
  });

  test("a client's question for a sign of life is answered, and neither logged nor given to a fallback", async () => {
    let taken = 0;
    await using server = await routed(way, (router) => router.fallback(() => ++taken));
    const client = await server.connect();
    expect(await client.emitWithAck("client:alive")).toEqual({ ok: true });
    client.emit("client:alive");
    await client.emitWithAck("other");
    expect(taken).toBe(1);
    expect(server.log).toEqual([]);
  });

  test("go the way of routes: limits, middleware, deadline, masked errors", async () => {
    await using server = await routed(
      way,
      (router) => {
        router.middleware("refuse", () => () => {
          throw new SocketException("No.", { code: "forbidden" });
        });
        router.builtIn("channel:join", () => new Promise(() => undefined), { timeoutMs: 10 });
        router.builtIn("channel:leave", () => {
          throw new Error("internal");
        });
        router.builtIn("channel:whisper", () => 1, { middleware: "refuse" });
      },
      { limits: { bytes: 100 } },
    );
    const client = await server.connect();
    expect(await client.emitWithAck("channel:join", {})).toMatchObject({ error: "timeout" });
    expect(await client.emitWithAck("channel:join", "x".repeat(200))).toMatchObject({
      error: "payload_too_large",
    });
    expect(await client.emitWithAck("channel:leave", {})).toMatchObject({ error: "socket_error" });
    expect(await client.emitWithAck("channel:whisper", {})).toMatchObject({ error: "forbidden" });
    client.emit("channel:whisper", {});
    const [failure] = await nextEvent(client, "error:socket");
    expect(failure).toMatchObject({
      event: "channel:whisper",
      error: "forbidden",
    });
  });

  test("wait for onConnect", async () => {
    const steps: string[] = [];
    let open: () => void = () => undefined;
    await using server = await routed(way, (router) => {
      router.onConnect(async () => {
        await new Promise<void>((resolve) => (open = resolve));
        steps.push("hook");
      });
      router.builtIn("channel:join", () => void steps.push("join"));
      router.socket("event", () => void steps.push("event"));
    });
    const client = await server.connect();
    const answers = [client.emitWithAck("channel:join", {}), client.emitWithAck("event", {})];
    const [socket] = await waitFor(() => [...server.io.sockets.sockets.values()]);
    await new Promise((resolve) => socket?.conn.once("packet", resolve));
    open();
    await Promise.all(answers);
    expect(steps).toEqual(["hook", "join", "event"]);
  });
});

test("are no routes for tools, unless asked for", () => {
  const router = createRouter().socket("own", () => 1);
  router.builtIn("auth:refresh", () => 1, { middleware: "throttle:5,1m" });
  expect(router.routes().map(({ event }) => event)).toEqual(["own"]);
  expect(router.routes({ builtIn: true })).toMatchObject([
    { event: "own", namespace: "/", builtIn: false },
    {
      event: "auth:refresh",
      namespace: "*",
      builtIn: true,
      handler: "(built in)",
      middleware: ["throttle:5,1m"],
    },
  ]);
});

test("the events of applications take routes", () => {
  expect(() => createRouter().builtIn("chat:message", () => 1)).toThrow(
    expect.objectContaining({
      code: "E_NOT_RESERVED",
      message: expect.stringContaining("router.socket") as string,
    }),
  );
});
