import { EventEmitter } from "node:events";
import { SocketException } from "@carillon/socket-contract";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Middleware } from "../src/index.js";
import { hidden, routed, ways } from "./routed-server.js";

describe.each(ways)("mistakes of a developer, $title", (way) => {
  test("a handler that returns what cannot travel is told so at the first look", async () => {
    class Orders extends EventEmitter {}
    await using server = await routed(way, (router) => {
      router.socket("socket", (payload) => payload);
      router.socket("server", (_socket, _payload, _context, io) => io);
      router.socket("room", (socket) => socket.to("room"));
      router.socket("instance", () => ({ of: new Orders() }));
      router.socket("function", () => () => 1);
      router.socket("data", () => {
        throw new SocketException("No", { code: "no", data: new Orders() });
      });
    });
    const client = await server.connect();
    for (const event of ["socket", "server", "room", "instance", "function"]) {
      expect(await client.emitWithAck(event)).toEqual(hidden);
    }
    expect(await client.emitWithAck("data")).toMatchObject({ ok: false });
    const messages = server.log.map(({ fields }) => String((fields["err"] as Error | undefined)?.message));
    expect(messages.slice(0, 5)).toEqual([
      expect.stringContaining("The handler returned its socket, which cannot travel: the first argument"),
      expect.stringContaining("The reply is a Server, which cannot travel"),
      expect.stringMatching(/The reply holds an? \w+, which cannot travel/),
      expect.stringContaining("The reply holds an Orders, which cannot travel"),
      expect.stringContaining("The reply is a function, which cannot travel"),
    ]);
  });

  test("a handler that calls an ack, as listeners of Socket.IO do, is told what to write", async () => {
    await using server = await routed(way, (router) => {
      router.socket("move", (_socket, _payload, ack) => {
        (ack as unknown as (answer: unknown) => void)({ ok: true });
      });
      router.socket("stop", () => {
        throw new TypeError("stop is not a function");
      });
    });
    const client = await server.connect();
    for (const event of ["move", "stop"]) expect(await client.emitWithAck(event)).toEqual(hidden);
    expect(server.log.map(({ fields }) => [fields["event"], fields["hint"]])).toEqual([
      ["handler_failed", "A handler has no ack: return the answer, or throw a SocketException to refuse"],
      ["handler_failed", undefined],
    ]);
  });

  test("more arguments than one are told once for each event, with what to write", async () => {
    await using server = await routed(way, (router) => {
      router.socket("move", (_socket, payload) => payload as unknown);
      router.socket("pay", (_socket, payload) => payload as unknown, { idempotent: true });
    });
    const client = await server.connect();
    for (let n = 0; n < 3; n++)
      expect(await client.emitWithAck("move", 1, 2, 3)).toEqual({ ok: true, data: 1 });
    await client.emitWithAck("pay", 1, { idempotencyKey: "k" });
    await client.emitWithAck("unknown", 1, 2);
    expect(server.log.filter(({ level }) => level === "warn")).toEqual([
      {
        level: "warn",
        fields: { event: "extra_arguments", socketEvent: "move", namespace: "/", arguments: 3 },
        message:
          'A client sent "move" with 3 arguments, and the handler gets the first alone; ' +
          'send one object: socket.emit("move", { first, second })',
      },
    ]);
  });

  test("a refused payload names its fields in the log, and no value", async () => {
    const payload = z.object({ to: z.object({ street: z.string() }), kind: z.enum(["a"]), "": z.string() });
    await using server = await routed(way, (router) => router.socket("send", () => 1, { payload }));
    const client = await server.connect();
    expect(await client.emitWithAck("send", { to: { street: 7 }, kind: "hunter2" })).toMatchObject({
      error: "validation_failed",
    });
    expect(await client.emitWithAck("send", "hunter2")).toMatchObject({ error: "validation_failed" });
    expect(
      server.log.map(({ fields }) => [fields["event"], fields["socketEvent"], fields["refused"]]),
    ).toEqual([
      ["event_refused", "send", ["to.street", "kind", "(payload)"]],
      ["event_refused", "send", ["(payload)"]],
    ]);
    expect(JSON.stringify(server.log)).not.toContain("hunter2");
  });
});

test("a contract and routes that do not agree are told when the routes are attached", async () => {
  const contract = {
    client: { "chat:send": { payload: z.string() }, "chat:read": {} },
  };
  const [way] = ways;
  await using server = await routed(
    way!,
    (router) => {
      router.socket("chat:send", (_socket, text: string) => text);
      router.socket("chat:reed", () => 1);
      router.socket("notifications:list", () => []);
    },
    { contract },
  );
  expect(server.log).toMatchObject([
    { level: "warn", fields: { event: "contract_events_without_route", socketEvents: ["chat:read"] } },
    {
      level: "warn",
      fields: { event: "routes_outside_contract", socketEvents: ["chat:reed (did you mean chat:read?)"] },
    },
  ]);
});

describe.each(ways)("middleware that decides by the payload, $title", (way) => {
  const payload = z.object({ room: z.string().trim().toLowerCase() });

  function membersOnly(sees: unknown[]): Middleware {
    return ({ socket, payload: { room }, next }) => {
      sees.push(room);
      if (!socket.rooms.has(String(room))) throw new SocketException("No", { code: "forbidden_room" });
      return next() as unknown;
    };
  }

  test("sees what the handler sees, and so does all middleware behind it", async () => {
    const sees: unknown[] = [];
    const raw: unknown[] = [];
    await using server = await routed(way, (router, io) => {
      io.on("connection", (socket) => void socket.join("BOARD"));
      const checked = Object.assign(membersOnly(sees), { afterValidation: true });
      const before: Middleware = (call) => {
        raw.push((call.payload as { room: unknown }).room);
        return call.next() as unknown;
      };
      const behind = { handle: membersOnly(sees), afterValidation: true };
      router.socket("say", (_socket, { room }) => room, { payload, middleware: [before, checked, behind] });
      router.socket("none", (_socket, { room }: { room: string }) => room, { middleware: checked });
      router.socket("once", (_socket, { room }) => room, { payload, middleware: checked, idempotent: true });
    });
    const client = await server.connect();
    expect(await client.emitWithAck("say", { room: " BOARD" })).toMatchObject({ error: "forbidden_room" });
    expect([raw, sees]).toEqual([[" BOARD"], ["board"]]);
    const [socket] = server.io.sockets.sockets.values();
    await socket?.join("board");
    expect(await client.emitWithAck("say", { room: " BOARD" })).toEqual({ ok: true, data: "board" });
    expect(sees).toEqual(["board", "board", "board"]);
    expect(await client.emitWithAck("say", { room: 5 })).toMatchObject({ error: "validation_failed" });
    expect(await client.emitWithAck("none", { room: "BOARD" })).toEqual({ ok: true, data: "BOARD" });
    const key = { room: "Board", idempotencyKey: "k" };
    expect(await client.emitWithAck("once", key)).toEqual({ ok: true, data: "board" });
    await socket?.leave("board");
    expect(await client.emitWithAck("once", key)).toMatchObject({ error: "forbidden_room" });
  });
});

describe.each(ways)("what waits is bounded in bytes, $title", (way) => {
  const text = "x".repeat(400);

  test("in serial order", async () => {
    const ends: (() => void)[] = [];
    await using server = await routed(
      way,
      (router) => {
        router.socketGroup({ ordering: "serial" }, () => {
          router.socket("save", () => new Promise<void>((resolve) => ends.push(resolve)));
        });
        router.socket("quick", () => 1);
      },
      { maxQueuedBytes: 1_000 },
    );
    const client = await server.connect();
    const answers: unknown[] = [];
    const send = (): void => void client.emit("save", text, (answer: unknown) => answers.push(answer));
    for (let n = 0; n < 5; n++) send();
    await client.emitWithAck("quick");
    // One runs, two wait.
    expect(answers).toMatchObject([{ error: "unavailable" }, { error: "unavailable" }]);
    ends.shift()?.();
    await expect.poll(() => answers.length).toBe(3);
    send();
    await client.emitWithAck("quick");
    expect(answers).toHaveLength(3);
    for (let n = 0; n < 3; n++) {
      await expect.poll(() => ends.length).toBe(1);
      ends.shift()?.();
    }
    await expect.poll(() => answers.length).toBe(6);
  });

  test("in serial order, what stands behind the payload as well", async () => {
    const ends: (() => void)[] = [];
    await using server = await routed(
      way,
      (router) => {
        router.socket("save", () => new Promise<void>((resolve) => ends.push(resolve)), {
          ordering: "serial",
        });
      },
      { maxQueuedBytes: 1_000 },
    );
    const client = await server.connect();
    const answers: unknown[] = [];
    for (let n = 0; n < 5; n++) client.emit("save", n, text, (answer: unknown) => answers.push(answer));
    await expect.poll(() => answers.length).toBe(2);
    expect(answers).toMatchObject([{ error: "unavailable" }, { error: "unavailable" }]);
  });

  test("at connect", async () => {
    let open: () => void = () => undefined;
    await using server = await routed(
      way,
      (router) => {
        router.onConnect(() => new Promise<void>((resolve) => (open = resolve)));
        router.socket("save", () => "saved");
      },
      { maxQueuedBytes: 1_000 },
    );
    const client = await server.connect();
    const answers: unknown[] = [];
    for (let n = 0; n < 4; n++) client.emit("save", text, (answer: unknown) => answers.push(answer));
    await expect.poll(() => answers.length).toBe(2);
    expect(answers).toMatchObject([{ error: "unavailable" }, { error: "unavailable" }]);
    open();
    await expect.poll(() => answers.length).toBe(4);
    expect(answers.slice(2)).toEqual(Array(2).fill({ ok: true, data: "saved" }));
  });
});
