import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe, tracingChannel, unsubscribe } from "node:diagnostics_channel";
import { afterEach, describe, expect, it } from "vitest";
import { SocketException } from "@carillon/socket-contract";
import type { DisconnectMessage, DispatchTrace } from "@carillon/socket-contract/server";
import { nextEvent, waitFor } from "@carillon/socket-testing";
import { routed, ways } from "./routed-server.js";

type Phase = "start" | "end" | "asyncStart" | "asyncEnd" | "error";
type Seen = [phase: Phase, trace: DispatchTrace, outcome: string | undefined];

const leaving: (() => void)[] = [];
afterEach(() => {
  for (const leave of leaving.splice(0)) leave();
});

/** Everything that a tracing channel says until the test ends. */
function listen(name: string): Seen[] {
  const seen: Seen[] = [];
  const traces = tracingChannel<unknown, DispatchTrace>(name);
  const keep = (phase: Phase) => (trace: DispatchTrace) => void seen.push([phase, trace, trace.outcome]);
  const subscribers = {
    start: keep("start"),
    end: keep("end"),
    asyncStart: keep("asyncStart"),
    asyncEnd: keep("asyncEnd"),
    error: keep("error"),
  };
  traces.subscribe(subscribers);
  leaving.push(() => traces.unsubscribe(subscribers));
  return seen;
}

function phases(seen: Seen[]): unknown[] {
  return seen.map(([phase, , outcome]) => [phase, outcome]);
}

describe.each(ways)("$title", (way) => {
  it("traces an event that is answered at once, and one that is answered later", async () => {
    await using server = await routed(way, (router) => {
      router.socket("now", () => "now");
      router.socket("later", () => Promise.resolve("later"));
    });
    const seen = listen("carillon:dispatch");
    const client = await server.connect();
    await client.emitWithAck("now", { secret: "payload" });
    expect(phases(seen)).toEqual([
      ["start", undefined],
      ["end", "ok"],
    ]);
    expect(seen[0]?.[1]).toEqual({
      event: "now",
      namespace: "/",
      requestId: expect.any(String) as string,
      hasAck: true,
      connection: undefined,
      outcome: "ok",
    });
    seen.length = 0;

    client.emit("later");
    await waitFor(() => seen.length === 4);
    expect(phases(seen)).toEqual([
      ["start", undefined],
      ["end", undefined],
      ["asyncStart", "ok"],
      ["asyncEnd", "ok"],
    ]);
    expect(seen[0]?.[1].hasAck).toBe(false);
  });

  it("gives each failure the code and the request id that the client hears", async () => {
    await using server = await routed(
      way,
      (router) => {
        router.socket("refuse", () => {
          throw new SocketException("Sold out", { code: "sold_out" });
        });
        router.socket("break", () => Promise.reject(new Error("the password is 1234")));
        router.socket("hang", () => new Promise(() => undefined), { timeoutMs: 20 });
        router.socket("unsendable", () => 1n);
      },
      {},
    );
    const seen = listen("carillon:dispatch");
    const client = await server.connect();
    for (const [event, code] of [
      ["refuse", "sold_out"],
      ["break", "socket_error"],
      ["hang", "timeout"],
      ["unsendable", "socket_error"],
    ] as const) {
      seen.length = 0;
      const answer = (await client.emitWithAck(event)) as { requestId: string };
      const [, trace] = seen.find(([phase]) => phase === "error") ?? [];
      expect(trace).toMatchObject({ event, outcome: code, requestId: answer.requestId });
      expect(JSON.stringify({ ...(trace as object), requestId: "" })).not.toContain("1234");
    }
  });

  it("names no event that a client made up", async () => {
    await using server = await routed(way, (router) => {
      router.socket("known", () => "ok");
      router.socketGroup({ namespace: "/caught" }, (route) => route.fallback(() => "caught"));
    });
    const seen = listen("carillon:dispatch");
    await (await server.connect()).emitWithAck("invented:by:client");
    await (await server.connect({ namespace: "/caught" })).emitWithAck("invented:too");
    expect(seen.filter(([phase]) => phase === "start").map(([, trace]) => trace)).toMatchObject([
      { event: "(unknown)", namespace: "/", outcome: "unknown_event" },
      { event: "(fallback)", namespace: "/caught", outcome: "ok" },
    ]);
  });

  it("traces what a socket.use of the application refuses, and calls whose client left", async () => {
    await using server = await routed(way, (router, io) => {
      io.on("connection", (socket) => {
        socket.use(([event], next) => {
          next(event === "refused" ? new Error("not you") : undefined);
        });
      });
      router.socket("refused", () => "never");
      router.socket("hang", () => new Promise(() => undefined));
    });
    const seen = listen("carillon:dispatch");
    const client = await server.connect();
    await client.emitWithAck("refused");
    expect(seen.at(-1)?.[1]).toMatchObject({ event: "refused", outcome: "socket_error" });

    client.emit("hang");
    await waitFor(() => seen.some(([, trace]) => trace.event === "hang"));
    client.close();
    await waitFor(() =>
      seen.some(([phase, , outcome]) => phase === "asyncEnd" && outcome === "disconnected"),
    );
  });

  it("traces a connection until its hooks are done, and says when it ends", async () => {
    await using server = await routed(way, (router) => {
      router.onConnect(async (socket) => {
        await Promise.resolve();
        if (socket.handshake.auth["fail"]) throw new Error("no room at the inn");
      });
      router.socket("which", () => "this");
    });
    const connects = listen("carillon:connect");
    const dispatches = listen("carillon:dispatch");
    const ends: DisconnectMessage[] = [];
    const keep = (message: unknown): void => void ends.push(message as DisconnectMessage);
    subscribe("carillon:disconnect", keep);
    leaving.push(() => unsubscribe("carillon:disconnect", keep));

    const client = await server.connect();
    await client.emitWithAck("which");
    expect(phases(connects)).toEqual([
      ["start", undefined],
      ["end", undefined],
      ["asyncStart", "ok"],
      ["asyncEnd", "ok"],
    ]);
    const trace: unknown = connects[0]?.[1];
    expect(trace).toEqual({ namespace: "/", recovered: false, outcome: "ok" });
    expect(dispatches[0]?.[1].connection).toBe(trace);
    client.close();
    await waitFor(() => ends.length === 1);
    expect(ends).toEqual([
      { namespace: "/", reason: expect.stringMatching(/client|transport/) as string, connection: trace },
    ]);
    expect(ends[0]?.connection).toBe(trace);

    connects.length = 0;
    const failing = await server.connect({ auth: { fail: true } });
    if (failing.connected) await nextEvent(failing, "disconnect");
    expect(connects.at(-1)?.[2]).toBe("socket_error");
  });

  it("runs handlers in the context that a subscriber binds, also behind an await", async () => {
    const storage = new AsyncLocalStorage<string>();
    const traces = tracingChannel<unknown, DispatchTrace>("carillon:dispatch");
    traces.start.bindStore(storage, (trace) => trace.requestId);
    leaving.push(() => traces.start.unbindStore(storage));
    await using server = await routed(way, (router) => {
      router.socket("context", async (_socket, _payload, context) => {
        const before = storage.getStore();
        await Promise.resolve();
        return [before, storage.getStore()].map((id) => id === context.requestId);
      });
    });
    const client = await server.connect();
    const answers: unknown[] = await Promise.all([
      client.emitWithAck("context"),
      client.emitWithAck("context"),
    ]);
    expect(answers).toEqual([1, 2].map(() => ({ ok: true, data: [true, true] })));
  });
});
