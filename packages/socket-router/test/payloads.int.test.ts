import { connected, unhandledDuring, waitFor } from "@carillon/socket-testing";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { hidden, routed, ways } from "./routed-server.js";

/** Writes a packet as a client that does not use socket.io-client would. */
function writeRaw(client: unknown, packet: string): void {
  (client as { io: { engine: { write(packet: string): void } } }).io.engine.write(packet);
}

function nested(levels: number): string {
  return "[".repeat(levels) + "]".repeat(levels);
}

describe.each(ways)("payloads, $title", (way) => {
  test.each([5_000, 50_000])("%i levels deep do no harm, with and without ack", async (levels) => {
    await using server = await routed(way, (router, io) => {
      router.socket("echo", (_socket, payload) => payload as unknown);
      router.socket("echo:async", async (_socket, payload) => Promise.resolve(payload as unknown));
      router.socket("throws", (_socket, payload) => {
        throw Object.assign(new Error("x"), { payload: payload as unknown });
      });
      router.socket("broadcast", (_socket, payload) => void io.emit("out", payload));
      router.socket("limited", () => "reached", { limits: { depth: 20 } });
      router.socket("schema", () => "reached", { payload: z.array(z.json()) });
      router.socket("once", () => "ran", { idempotent: true });
      router.socket("alive", () => "yes");
    });
    const client = await server.connect();
    const heard: unknown[] = [];
    client.on("error:socket", (error: { event: string }) => heard.push(error.event));
    const answers = new Map<number, unknown>();
    const manager = client as unknown as { onack(packet: { id: number; data: unknown[] }): void };
    manager.onack = ({ id, data }) => void answers.set(id, data[0]);
    const events = ["echo", "echo:async", "throws", "broadcast", "schema", "once", "limited", "unknown"];
    const unhandled = await unhandledDuring(async () => {
      events.forEach((event, id) => {
        writeRaw(client, `2${String(id)}["${event}",${nested(levels)}]`);
        writeRaw(client, `2["${event}",${nested(levels)}]`);
      });
      await waitFor(() => answers.size === events.length);
    });
    expect(unhandled).toEqual([]);
    expect([...answers.entries()].sort(([a], [b]) => a - b).map(([, answer]) => answer)).toMatchObject([
      hidden,
      hidden,
      hidden,
      hidden,
      { ok: false },
      hidden,
      { error: "payload_too_large", status: 413, data: { limit: "depth", max: 20 } },
      { error: "unknown_event" },
    ]);
    // Without an ack a reply is never encoded, so the echoes succeed.
    await waitFor(() => heard.length >= 6);
    expect(heard.sort()).toEqual(["broadcast", "limited", "once", "schema", "throws", "unknown"]);
    const healthy = await server.connect();
    expect(await healthy.emitWithAck("alive")).toEqual({ ok: true, data: "yes" });
  });

  test.each([
    ["a BigInt", () => 1n],
    ["a nested BigInt", () => ({ n: [1n] })],
    [
      "a cycle",
      () => {
        const cycle: Record<string, unknown> = {};
        return (cycle["self"] = cycle);
      },
    ],
    [
      "a throwing getter",
      () => ({
        get broken(): never {
          throw new Error("secret");
        },
      }),
    ],
    [
      "a throwing toJSON",
      () => ({
        toJSON(): never {
          throw new Error("secret");
        },
      }),
    ],
    [
      "a graph of 2^30 values",
      () => {
        let node: unknown = 1;
        for (let level = 0; level < 30; level++) node = { left: node, right: node };
        return node;
      },
    ],
    [
      "a thenable whose then throws",
      () => ({
        get then(): never {
          throw new Error("secret");
        },
      }),
    ],
  ])("a reply that is %s becomes one socket_error", async (_name, reply) => {
    await using server = await routed(way, (router) => {
      router.socket("sync", () => reply());
      router.socket("async", async () => {
        await Promise.resolve();
        return reply();
      });
      router.socket("alive", () => "yes");
    });
    const client = await server.connect();
    const unhandled = await unhandledDuring(async () => {
      expect(await client.emitWithAck("sync")).toEqual(hidden);
      expect(await client.emitWithAck("async")).toEqual(hidden);
      expect(await client.emitWithAck("alive")).toEqual({ ok: true, data: "yes" });
    });
    expect(unhandled).toEqual([]);
    expect(server.log.every(({ level }) => level === "error")).toBe(true);
  });

  test("replies that JSON changes are changed as in plain Socket.IO; 5 MB pass", async () => {
    const megabytes = "x".repeat(5_000_000);
    await using server = await routed(way, (router) => {
      router.socket("map", () => new Map([["a", 1]]));
      router.socket("date", () => new Date(0));
      router.socket("long", () => megabytes);
      router.socket("numbers", () => Array.from({ length: 500_000 }, (_, n) => n % 10));
    });
    const client = await server.connect();
    expect(await client.emitWithAck("map")).toEqual({ ok: true, data: {} });
    expect(await client.emitWithAck("date")).toEqual({ ok: true, data: "1970-01-01T00:00:00.000Z" });
    const { data } = (await client.emitWithAck("long")) as { data: string };
    expect(data.length).toBe(megabytes.length);
    expect(((await client.emitWithAck("numbers")) as { data: number[] }).data).toHaveLength(500_000);
  });

  test("a lazy thenable, such as a query builder, runs once", async () => {
    let queries = 0;
    function query() {
      return {
        then(resolve: (rows: number[]) => void) {
          queries++;
          resolve([queries]);
        },
      };
    }
    await using server = await routed(way, (router) => {
      router.socket("bare", query);
      router.socketGroup(
        { middleware: [({ next }) => next() as unknown, async ({ next }) => void (await next())] },
        () => {
          router.socket("behind", query as () => never, { reply: z.array(z.number()), idempotent: true });
        },
      );
      router.socket("instead", () => 1, { middleware: query });
    });
    const client = await server.connect();
    expect(await client.emitWithAck("bare")).toEqual({ ok: true, data: [1] });
    expect(await client.emitWithAck("behind")).toEqual({ ok: true, data: [2] });
    expect(await client.emitWithAck("instead")).toEqual({ ok: true, data: [3] });
  });

  test("binary reaches handlers and comes back intact, 0 or 10 attachments", async () => {
    await using server = await routed(way, (router) => {
      router.socket("echo", (_socket, payload: unknown) => ({ payload, is: Buffer.isBuffer(payload) }));
      router.socket("limited", () => "reached", { limits: { bytes: 64, depth: 3, keys: 20 } });
      router.socket("json", () => "reached", { payload: z.object({ text: z.string() }) });
    });
    const client = await server.connect();
    const bytes = Buffer.from([0, 255, 10, 13, 127]);
    const { data } = (await client.emitWithAck("echo", bytes)) as { data: { payload: Buffer; is: boolean } };
    expect([Buffer.compare(Buffer.from(data.payload), bytes), data.is]).toEqual([0, true]);
    const empty = (await client.emitWithAck("echo", Buffer.alloc(0))) as { data: { payload: Buffer } };
    expect(empty.data.payload.byteLength).toBe(0);
    // Socket.IO's parser ends the connection at the eleventh.
    const ten = Array.from({ length: 10 }, (_, n) => Buffer.from([n]));
    const many = (await client.emitWithAck("echo", { ten })) as {
      data: { payload: { ten: Buffer[] } };
    };
    expect(many.data.payload.ten.map((one) => [...new Uint8Array(one)])).toEqual(ten.map((one) => [...one]));
    expect(await client.emitWithAck("limited", Buffer.alloc(64))).toEqual({ ok: true, data: "reached" });
    expect(await client.emitWithAck("limited", Buffer.alloc(65))).toMatchObject({
      error: "payload_too_large",
    });
    expect(await client.emitWithAck("json", bytes)).toMatchObject({ error: "validation_failed" });
    expect(await client.emitWithAck("json", { text: bytes })).toMatchObject({ error: "validation_failed" });
  });

  test.each([
    "51-",
    '51-["echo",{"_placeholder":true,"num":7}]',
    '51-["echo",{"_placeholder":true,"num":"0"}]',
    "2nonsense",
  ])("a malformed packet %j ends only its own connection, as in plain Socket.IO", async (packet) => {
    await using server = await routed(way, (router) => {
      router.socket("echo", (_socket, payload) => payload as unknown);
    });
    const healthy = await server.connect();
    const attacker = await server.connect();
    const unhandled = await unhandledDuring(async () => {
      writeRaw(attacker, packet);
      (attacker as unknown as { io: { engine: { write(data: Buffer): void } } }).io.engine.write(
        Buffer.from([1]),
      );
      (attacker as unknown as { io: { engine: { write(data: string): void } } }).io.engine.write(
        '2["echo",1]',
      );
      expect(await healthy.emitWithAck("echo", "alive")).toEqual({ ok: true, data: "alive" });
    });
    expect(unhandled).toEqual([]);
  });

  test("limits: at the limit passes, one over is refused, counting UTF-8 bytes", async () => {
    await using server = await routed(way, (router) => {
      router.socket("bytes", () => "ok", { limits: { bytes: 8 } });
      router.socket("keys", () => "ok", { limits: { keys: 3 } });
    });
    const client = await server.connect();
    const answer = async (event: string, ...sent: unknown[]): Promise<unknown> => {
      const { ok, error } = (await client.emitWithAck(event, ...sent)) as { ok: boolean; error?: string };
      return ok || error;
    };
    expect(await answer("bytes", "12345678")).toBe(true);
    expect(await answer("bytes", "123456789")).toBe("payload_too_large");
    expect(await answer("bytes", "ßßßß")).toBe(true);
    expect(await answer("bytes", "ßßßßx")).toBe("payload_too_large");
    expect(await answer("bytes", "", "123456789")).toBe("payload_too_large");
    expect(await answer("keys", { a: [1, 2] })).toBe(true);
    expect(await answer("keys", { a: [1, 2, 3] })).toBe("payload_too_large");
  });

  test("a payload over maxHttpBufferSize is Socket.IO's to refuse, and ends only that connection", async () => {
    await using server = await routed(
      way,
      (router) => router.socket("size", (_socket, p: string) => p.length),
      {
        server: { maxHttpBufferSize: 10_000 },
      },
    );
    const client = await server.connect();
    const other = await server.connect();
    expect(await client.emitWithAck("size", "x".repeat(9_900))).toEqual({ ok: true, data: 9_900 });
    client.emit("size", "x".repeat(10_001));
    await waitFor(() => !client.connected);
    expect(await other.emitWithAck("size", "x")).toEqual({ ok: true, data: 1 });
  });

  test("__proto__ and constructor keys pollute nothing", async () => {
    const seen: unknown[] = [];
    await using server = await routed(way, (router) => {
      router.socket("raw", (_socket, payload) => void seen.push(payload));
      router.socket("schema", (_socket, payload) => void seen.push(payload), {
        payload: z.object({ a: z.number() }),
      });
    });
    const client = server.client({
      query: { __proto__: "x" },
      auth: JSON.parse('{"__proto__":{"polluted":1}}') as object,
    });
    await connected(client);
    for (const event of ["raw", "schema"]) {
      writeRaw(
        client,
        `2["${event}",{"a":1,"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}]`,
      );
    }
    await waitFor(() => seen.length === 2);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(seen[1]).toEqual({ a: 1 });
    expect((seen[0] as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
