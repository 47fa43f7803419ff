import { SocketException } from "@carillon/socket-contract";
import { nextEvent, waitFor } from "@carillon/socket-testing";
import { describe, expect, test } from "vitest";
import { hidden, routed, ways } from "./routed-server.js";

describe.each(ways)("one answer, $title", (way) => {
  test("returns what the handler returned", async () => {
    await using server = await routed(way, (router) => {
      router.socket("sync", (_socket, payload: number) => ({ got: payload }));
      router.socket("async", async (_socket, payload: number) => Promise.resolve({ got: payload }));
    });
    const client = await server.connect();
    expect(await client.emitWithAck("sync", 1)).toEqual({ ok: true, data: { got: 1 } });
    expect(await client.emitWithAck("async", 2)).toEqual({ ok: true, data: { got: 2 } });
  });

  test.each([[undefined], [null], [0], [""], [false], [[]], [{}]])(
    "takes %j as payload and as reply",
    async (value) => {
      const seen: unknown[] = [];
      await using server = await routed(way, (router) => {
        router.socket("echo", (_socket, payload) => {
          seen.push(payload);
          return payload as unknown;
        });
      });
      const client = await server.connect();
      // On the wire an argument that is undefined is null, and a field that is undefined is absent.
      const received = value ?? null;
      expect(await client.emitWithAck("echo", value)).toEqual({ ok: true, data: received });
      expect(seen).toEqual([received]);
    },
  );

  test("an event of an ack alone has no payload, and undefined is a reply", async () => {
    let payload: unknown = "never called";
    await using server = await routed(way, (router) => {
      router.socket("bare", (_socket, sent) => {
        payload = sent;
      });
    });
    const client = await server.connect();
    expect(await client.emitWithAck("bare")).toEqual({ ok: true });
    expect(payload).toBeUndefined();
  });

  test("passes the first argument as payload and ignores the rest", async () => {
    await using server = await routed(way, (router) => {
      router.socket("echo", (_socket, payload) => payload as unknown);
    });
    const client = await server.connect();
    expect(await client.emitWithAck("echo", "first", "second", { third: 3 })).toEqual({
      ok: true,
      data: "first",
    });
    // Something callable-looking that is not last is no ack: functions do not travel.
    expect(await client.emitWithAck("echo", { call: 1, apply: 2 })).toEqual({
      ok: true,
      data: { call: 1, apply: 2 },
    });
  });

  test("answers an unknown event", async () => {
    await using server = await routed(way, () => undefined);
    const client = await server.connect();
    expect(await client.emitWithAck("missing:event", {})).toMatchObject({
      ok: false,
      error: "unknown_event",
      status: 404,
    });
  });

  test("answers a refusal with the exception's fields", async () => {
    await using server = await routed(way, (router) => {
      router.socket("buy", () => {
        throw new SocketException("Sold out", {
          code: "sold_out",
          status: 409,
          data: { left: 0 },
          retryable: true,
          retryAfterMs: 5,
          cause: new Error("the database says so"),
        });
      });
    });
    const client = await server.connect();
    expect(await client.emitWithAck("buy", {})).toEqual({
      ok: false,
      error: "sold_out",
      message: "Sold out",
      status: 409,
      data: { left: 0 },
      retryable: true,
      retryAfterMs: 5,
      requestId: expect.any(String) as string,
    });
  });

  test("without an ack success is silent and a failure is one error:socket to that socket", async () => {
    await using server = await routed(way, (router) => {
      router.socket("fine", () => "unheard");
      router.socket("refused", () => {
        throw new SocketException("No", { code: "forbidden" });
      });
      router.socket("broken", () => {
        throw new Error("secret");
      });
      router.socket("done", () => "done");
    });
    const client = await server.connect();
    const other = await server.connect();
    const heard: unknown[][] = [];
    client.onAny((...event: unknown[]) => heard.push(event));
    other.onAny((...event: unknown[]) => heard.push(["other", ...event]));
    client.emit("fine", { secret: "payload" });
    client.emit("refused", { secret: "payload" });
    client.emit("broken", { secret: "payload" });
    client.emit("nowhere", { secret: "payload" });
    await client.emitWithAck("done");
    await other.emitWithAck("done");
    expect(heard).toEqual([
      [
        "error:socket",
        expect.objectContaining({ event: "refused", error: "forbidden", message: "No", status: 403 }),
      ],
      ["error:socket", { ...hidden, event: "broken" }],
      ["error:socket", expect.objectContaining({ event: "nowhere", error: "unknown_event" })],
    ]);
    expect(JSON.stringify(heard)).not.toContain("payload");
  });

  test("a raw listener that calls the ack first wins, and the route's reply is dropped", async () => {
    let handled = 0;
    await using server = await routed(way, (router, io) => {
      router.socket("twice", async () => {
        await new Promise((resolve) => setImmediate(resolve));
        handled++;
        return "the route's";
      });
      io.on("connection", (socket) => {
        socket.on("twice", (_payload: unknown, ack: (answer: unknown) => void) => {
          ack("the listener's");
          ack("again");
        });
      });
    });
    const client = await server.connect();
    const answers: unknown[] = [];
    client.emit("twice", {}, (answer: unknown) => answers.push(answer));
    await waitFor(() => handled === 1);
    await client.emitWithAck("other");
    expect(answers).toEqual(["the listener's"]);
  });

  test("acks each of 500 events once, whatever becomes of them", async () => {
    await using server = await routed(way, (router) => {
      router.socket("any", async (_socket, n: number) => {
        if (n % 5 === 1) throw new Error("broken");
        if (n % 5 === 2) throw new SocketException("No");
        if (n % 5 === 3) await Promise.resolve();
        if (n % 5 === 4) return Symbol.iterator;
        return n;
      });
    });
    const client = await server.connect();
    const counts = new Map<number, number>();
    for (let n = 0; n < 500; n++) {
      client.emit(n % 7 === 0 ? "unknown" : "any", n, () => counts.set(n, (counts.get(n) ?? 0) + 1));
    }
    await waitFor(() => counts.size === 500);
    expect([...counts.values()].every((count) => count === 1)).toBe(true);
  });

  test("sends nothing to a client that left, and nothing breaks", async () => {
    let finish: (value: string) => void = () => undefined;
    let signal: AbortSignal | undefined;
    await using server = await routed(way, (router) => {
      router.socket("slow", (_socket, _payload, context) => {
        signal = context.signal;
        return new Promise((resolve) => (finish = resolve));
      });
    });
    const client = await server.connect();
    const [socket] = server.io.sockets.sockets.values();
    let acked = false;
    client.emit("slow", {}, () => (acked = true));
    await waitFor(() => signal !== undefined);
    const gone = nextEvent(socket!, "disconnect");
    client.disconnect();
    await gone;
    expect(signal?.aborted).toBe(true);
    finish("too late");
    await new Promise((resolve) => setImmediate(resolve));
    expect(acked).toBe(false);
    expect(server.log).toEqual([]);
  });
});
