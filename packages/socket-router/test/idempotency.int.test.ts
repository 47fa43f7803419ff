import { setImmediate as turn } from "node:timers/promises";
import { SocketException } from "@carillon/socket-contract";
import { stampAuthState } from "@carillon/socket-contract/server";
import { connected, nextEvent, waitFor } from "@carillon/socket-testing";
import { describe, expect, test } from "vitest";
import { MemoryIdempotencyStore } from "../src/index.js";
import type { IdempotencyStore, IdempotentRequest } from "../src/index.js";
import { hidden, routed, ways } from "./routed-server.js";

describe.each(ways)("idempotent routes, $title", (way) => {
  test("a repeated key gets the first answer again, of this user and event alone", async () => {
    let runs = 0;
    await using server = await routed(way, (router, io) => {
      io.use((socket, next) => {
        const id = String(socket.handshake.auth["id"]);
        stampAuthState(socket, { identity: { user: {}, id }, guard: "api" });
        next();
      });
      router.socketGroup({ idempotent: true }, () => {
        router.socket("pay", () => ({ run: ++runs }));
        router.socket("refund", () => ({ run: ++runs }));
      });
    });
    const one = await server.connect({ auth: { id: "1" } });
    const again = await server.connect({ auth: { id: "1" } });
    const other = await server.connect({ auth: { id: "2" } });
    const key = { idempotencyKey: "k-1" };
    expect(await one.emitWithAck("pay", { amount: 5, ...key })).toEqual({ ok: true, data: { run: 1 } });
    expect(await one.emitWithAck("pay", { amount: 5, ...key })).toEqual({ ok: true, data: { run: 1 } });
    expect(await again.emitWithAck("pay", { amount: 5, ...key })).toEqual({ ok: true, data: { run: 1 } });
    expect(await one.emitWithAck("refund", key)).toEqual({ ok: true, data: { run: 2 } });
    expect(await other.emitWithAck("pay", key)).toEqual({ ok: true, data: { run: 3 } });
    expect(await one.emitWithAck("pay", { idempotencyKey: "" })).toEqual({ ok: true, data: { run: 4 } });
    expect(await one.emitWithAck("pay", { idempotencyKey: "x".repeat(201) })).toMatchObject({
      data: { run: 5 },
    });
    expect(await one.emitWithAck("pay", { idempotencyKey: 7 })).toEqual({ ok: true, data: { run: 6 } });
    const behind = { idempotencyKey: "k-2" };
    expect(await one.emitWithAck("pay", "text", behind)).toEqual({ ok: true, data: { run: 7 } });
    expect(await again.emitWithAck("pay", "text", behind)).toEqual({ ok: true, data: { run: 7 } });
    expect(server.log.filter(({ level }) => level === "warn")).toEqual([]);
  });

  test("a key that comes again with another payload is refused, while the first runs and afterwards", async () => {
    let runs = 0;
    let finish: () => void = () => undefined;
    await using server = await routed(way, (router) => {
      router.socket(
        "pay",
        async () => {
          runs++;
          await new Promise<void>((resolve) => (finish = resolve));
          return runs;
        },
        { idempotent: true },
      );
    });
    const client = await server.connect();
    const first = client.emitWithAck("pay", { amount: 5, idempotencyKey: "k" });
    const other = { amount: 500, idempotencyKey: "k" };
    expect(await client.emitWithAck("pay", other)).toMatchObject({ error: "bad_input", status: 422 });
    finish();
    expect(await first).toEqual({ ok: true, data: 1 });
    expect(await client.emitWithAck("pay", other)).toMatchObject({ error: "bad_input", status: 422 });
  });

  test("an anonymous client that names itself is recognised after a reconnection", async () => {
    let runs = 0;
    await using server = await routed(way, (router) =>
      router.socket("pay", () => ++runs, { idempotent: true }),
    );
    const clientId = "client-0123456789abcdef";
    const key = { idempotencyKey: "k" };
    const client = await server.connect({ auth: { clientId } });
    expect(await client.emitWithAck("pay", key)).toEqual({ ok: true, data: 1 });
    client.disconnect();
    const again = await server.connect({ auth: { clientId } });
    expect(await again.emitWithAck("pay", key)).toEqual({ ok: true, data: 1 });
    // A name that could be guessed does not count, nor does none.
    for (const [run, auth] of [{ clientId: "short" }, { clientId: "short" }, {}, {}].entries()) {
      const other = await server.connect({ auth });
      expect(await other.emitWithAck("pay", key)).toEqual({ ok: true, data: run + 2 });
    }
  });

  test("an owner that has too many under way is refused, and what runs is not forgotten", async () => {
    let runs = 0;
    const finish: (() => void)[] = [];
    await using server = await routed(way, (router) => {
      router.socket(
        "pay",
        async () => {
          runs++;
          await new Promise<void>((resolve) => finish.push(resolve));
          return "paid";
        },
        { idempotent: true },
      );
      router.socket("quick", () => 1);
    });
    const client = await server.connect();
    const answers: unknown[] = [];
    for (let n = 0; n < 501; n++) {
      client.emit("pay", { idempotencyKey: String(n) }, (answer: unknown) => answers.push(answer));
    }
    await waitFor(() => answers.length === 1 && runs === 500);
    expect(answers).toMatchObject([{ error: "too_many_requests", retryable: true }]);
    const twin = client.emitWithAck("pay", { idempotencyKey: "0" });
    await client.emitWithAck("quick");
    for (const end of finish) end();
    expect(await twin).toEqual({ ok: true, data: "paid" });
    await waitFor(() => answers.length === 501);
    expect(runs).toBe(500);
  });

  test("without a key a twin in flight shares the answer, a later one runs again", async () => {
    let runs = 0;
    let finish: (value: unknown) => void = () => undefined;
    await using server = await routed(way, (router) => {
      router.socket(
        "save",
        () => {
          runs++;
          return new Promise((resolve) => (finish = resolve));
        },
        { idempotent: true },
      );
      router.socket("quick", () => "quick");
    });
    const client = await server.connect();
    const twins = [client.emitWithAck("save", { a: 1 }), client.emitWithAck("save", { a: 1 })];
    // No other event waits for the twin.
    expect(await client.emitWithAck("quick")).toEqual({ ok: true, data: "quick" });
    expect(runs).toBe(1);
    finish("saved");
    expect(await Promise.all(twins)).toEqual(Array(2).fill({ ok: true, data: "saved" }));
    const later = client.emitWithAck("save", { a: 1 });
    await waitFor(() => runs === 2);
    finish("again");
    expect(await later).toEqual({ ok: true, data: "again" });
  });

  test("Socket.IO's retries run the handler once, although the first answer is slow", async () => {
    let runs = 0;
    let finish: () => void = () => undefined;
    let arrived = 0;
    await using server = await routed(way, (router, io) => {
      io.on("connection", (socket) => {
        socket.use((_event, next) => {
          arrived++;
          next();
        });
      });
      router.socket(
        "save",
        async () => {
          runs++;
          await new Promise<void>((resolve) => (finish = resolve));
          return runs;
        },
        { idempotent: true },
      );
    });
    const client = server.client({ retries: 50, ackTimeout: 300 });
    await connected(client);
    const answer = new Promise<unknown[]>((resolve) => {
      client.emit("save", { a: 1 }, (...given: unknown[]) => {
        resolve(given);
      });
    });
    await waitFor(() => arrived >= 2);
    finish();
    expect(await answer).toEqual([null, { ok: true, data: 1 }]);
    expect(runs).toBe(1);
  });

  test("failures are not kept, and each repetition is answered", async () => {
    let runs = 0;
    await using server = await routed(way, (router) => {
      router.socket(
        "flaky",
        () => {
          if (++runs < 3) throw new SocketException("Not yet", { code: "not_yet" });
          return runs;
        },
        { idempotent: true },
      );
    });
    const client = await server.connect();
    const key = { idempotencyKey: "k" };
    expect(await client.emitWithAck("flaky", key)).toMatchObject({ error: "not_yet" });
    expect(await client.emitWithAck("flaky", key)).toMatchObject({ error: "not_yet" });
    expect(await client.emitWithAck("flaky", key)).toEqual({ ok: true, data: 3 });
    expect(await client.emitWithAck("flaky", key)).toEqual({ ok: true, data: 3 });
  });

  test("a twin runs itself when the first client left before the handler began", async () => {
    let runs = 0;
    await using server = await routed(way, (router, io) => {
      io.use((socket, next) => {
        stampAuthState(socket, { identity: { user: {}, id: "1" }, guard: "api" });
        next();
      });
      router.socket("gate", () => undefined, {
        middleware: () => new Promise(() => undefined),
        timeoutMs: 0,
      });
      router.socket("save", () => ++runs, { idempotent: true });
    });
    const first = await server.connect();
    const second = await server.connect();
    first.emit("gate");
    first.emit("save", { idempotencyKey: "k" });
    await first.emitWithAck("unknown");
    const answer = second.emitWithAck("save", { idempotencyKey: "k" });
    await second.emitWithAck("unknown");
    expect(runs).toBe(0);
    first.disconnect();
    expect(await answer).toEqual({ ok: true, data: 1 });
  });

  test("a key that runs on another node is waited for, without holding up the events behind it", async () => {
    const store = new MemoryIdempotencyStore();
    await using one = await routed(
      way,
      (router) => {
        router.socket("save", () => new Promise(() => undefined), {
          idempotent: { key: () => "same" },
          timeoutMs: 0,
        });
      },
      { idempotencyStore: fixedScope(store) },
    );
    await using two = await routed(
      way,
      (router) => {
        router.socket("save", () => "ran here", { idempotent: { key: () => "same" } });
        router.socket("quick", () => "quick");
      },
      { idempotencyStore: fixedScope(store) },
    );
    const first = await one.connect();
    const second = await two.connect();
    first.emit("save");
    await first.emitWithAck("unknown");
    let answer: unknown;
    second.emit("save", (given: unknown) => (answer = given));
    expect(await second.emitWithAck("quick")).toEqual({ ok: true, data: "quick" });
    expect(answer).toBeUndefined();
    store.finish(same, "ran there", 1_000);
    await waitFor(() => answer !== undefined);
    expect(answer).toEqual({ ok: true, data: "ran there" });
    // A client that leaves is not polled for.
    store.begin(same, 1);
    const third = await two.connect();
    third.emit("save");
    const [socket] = [...two.io.sockets.sockets.values()].slice(-1);
    const gone = nextEvent(socket!, "disconnect");
    third.disconnect();
    await gone;
  });

  test("a store that fails at the end does not take the answer away; one that fails at the start refuses", async () => {
    let failing = "finish";
    const store: IdempotencyStore = {
      begin: () => (failing === "begin" ? Promise.reject(new Error("down")) : undefined),
      finish: () => (failing === "finish" ? Promise.reject(new Error("down")) : undefined),
      release: () => (failing === "release" ? Promise.reject(new Error("down")) : undefined),
    };
    await using server = await routed(
      way,
      (router) => {
        router.socket(
          "save",
          (_socket, payload: { fail?: boolean }) => {
            if (payload.fail) throw new SocketException("No", { code: "no" });
            return "saved";
          },
          { idempotent: true },
        );
      },
      { idempotencyStore: store },
    );
    const client = await server.connect();
    expect(await client.emitWithAck("save", { idempotencyKey: "k" })).toEqual({ ok: true, data: "saved" });
    failing = "release";
    expect(await client.emitWithAck("save", { idempotencyKey: "k", fail: true })).toMatchObject({
      error: "no",
    });
    failing = "begin";
    expect(await client.emitWithAck("save", { idempotencyKey: "k" })).toEqual(hidden);
    await turn();
    expect(server.log.filter(({ message }) => message === "The idempotency store failed")).toHaveLength(2);
  });
});

const same: IdempotentRequest = { key: "same", owner: "user 1", isAnonymous: false, fingerprint: "same" };

/** Strips the scope, so that two anonymous sockets share a key. */
function fixedScope(store: MemoryIdempotencyStore): IdempotencyStore {
  return {
    begin: ({ fingerprint }, ttlMs) => {
      const known = store.begin(same, ttlMs);
      return known && { ...known, fingerprint };
    },
    finish: (_request, reply, ttlMs) => {
      store.finish(same, reply, ttlMs);
    },
    release: () => {
      store.release(same);
    },
  };
}
