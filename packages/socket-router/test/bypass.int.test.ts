import { SocketException } from "@carillon/socket-contract";
import { nextEvent, waitFor } from "@carillon/socket-testing";
import type { Socket } from "socket.io";
import { describe, expect, test } from "vitest";
import { hidden, routed, ways } from "./routed-server.js";

describe.each(ways)("nothing is bypassed, $title", (way) => {
  test.each(["before attach", "after attach"])(
    "a socket.use of the application's, added %s, guards routes and listeners",
    async (when) => {
      const reached: string[] = [];
      const errors: unknown[] = [];
      function guard(socket: Socket): void {
        socket.on("error", (error) => errors.push(error.message));
        socket.use(([event, payload], next) => {
          if (payload === "unknown reason") next(new Error("secret"));
          else if (payload === "known reason") next(new SocketException("Not today", { code: "closed" }));
          else setTimeout(next, event === "route" ? 1 : 0);
        });
        socket.on("raw", (_payload: unknown, ack: (answer: string) => void) => {
          reached.push("raw");
          ack("raw answer");
        });
      }
      await using server = await routed(way, (router, io) => {
        router.socket("route", () => void reached.push("route"));
        if (when === "before attach") io.on("connection", guard);
      });
      if (when === "after attach") server.io.on("connection", guard);
      const client = await server.connect();
      expect(await client.emitWithAck("route", "unknown reason")).toEqual(hidden);
      expect(await client.emitWithAck("route", "known reason")).toMatchObject({
        error: "closed",
        message: "Not today",
      });
      client.emit("raw", "unknown reason");
      expect(await client.emitWithAck("nothing:listens", "unknown reason")).toEqual(hidden);
      expect(reached).toEqual([]);
      expect(await client.emitWithAck("route", "fine")).toEqual({ ok: true });
      expect(await client.emitWithAck("raw", "fine")).toBe("raw answer");
      expect(reached).toEqual(["route", "raw"]);
      expect(errors).toEqual(["secret", "Not today", "secret", "secret"]);
    },
  );

  test("guards added late, inside a connection, run in the order in which they were added", async () => {
    const ran: number[] = [];
    await using server = await routed(way, (router) => {
      router.socket("late", (socket) => {
        socket.use((_event, next) => {
          ran.push(ran.length);
          next();
        });
      });
      router.socket("event", () => ran.length);
    });
    const client = await server.connect();
    await client.emitWithAck("late");
    await client.emitWithAck("late");
    ran.length = 0;
    expect(await client.emitWithAck("event")).toEqual({ ok: true, data: 2 });
  });

  test("io.use runs first and can refuse", async () => {
    await using server = await routed(way, (router, io) => {
      io.use((socket, next) => {
        next(socket.handshake.auth["pass"] === true ? undefined : new Error("no pass"));
      });
      router.socket("ping", () => "pong");
    });
    await expect(server.connect()).rejects.toThrow("no pass");
    const client = await server.connect({ auth: { pass: true } });
    expect(await client.emitWithAck("ping")).toEqual({ ok: true, data: "pong" });
  });

  test("raw listeners hear routed and unrouted events, with ack, binary and once", async () => {
    const heard: unknown[] = [];
    await using server = await routed(way, (router, io) => {
      router.socket("routed", () => "by the route");
      io.on("connection", (socket) => {
        socket.on("routed", (payload: unknown) => heard.push(["on routed", payload]));
        socket.once("unrouted", (payload: Buffer, ack: (n: number) => void) => {
          heard.push(["once unrouted", payload.toString()]);
          ack(payload.length);
        });
        socket.prependListener("unrouted", () => heard.push("prepended"));
      });
    });
    const client = await server.connect();
    expect(await client.emitWithAck("routed", 1)).toEqual({ ok: true, data: "by the route" });
    expect(await client.emitWithAck("unrouted", Buffer.from("abc"))).toBe(3);
    await waitFor(() => heard.length === 3);
    expect(heard).toEqual([["on routed", 1], "prepended", ["once unrouted", "abc"]]);
  });

  test("an unknown event is answered only where no listener of the user's exists", async () => {
    const heard: string[] = [];
    await using server = await routed(way, (router, io) => {
      router.socket("quiet", (socket) => {
        socket.offAny();
        socket.removeAllListeners("listened");
      });
      io.on("connection", (socket) => {
        socket.on("listened", () => heard.push("listened"));
        socket.onAny((event: string) => heard.push(`any ${event}`));
      });
    });
    const client = await server.connect();
    let answers = 0;
    client.emit("listened", () => answers++);
    client.emit("unlistened", () => answers++);
    await waitFor(() => heard.length === 3);
    await client.emitWithAck("quiet");
    expect(answers).toBe(0);
    expect(heard.sort()).toEqual(["any listened", "any quiet", "any unlistened", "listened"]);
    expect(await client.emitWithAck("unlistened")).toMatchObject({ error: "unknown_event" });
    expect(await client.emitWithAck("listened")).toMatchObject({ error: "unknown_event" });
  });

  test('"error" from a client reaches listeners and is answered as unknown', async () => {
    const errors: unknown[] = [];
    await using server = await routed(way, (router, io) => {
      router.socket("ping", () => "pong");
      io.on("connection", (socket) => socket.on("error", (error: unknown) => errors.push(error)));
    });
    const listening = await server.connect();
    listening.emit("error", "forged");
    expect(await listening.emitWithAck("ping")).toEqual({ ok: true, data: "pong" });
    await waitFor(() => errors.length === 1);
    expect(errors).toEqual(["forged"]);
  });

  test('"error" from a client has no effect without a listener', async () => {
    await using server = await routed(way, (router) => router.socket("ping", () => "pong"));
    const client = await server.connect();
    expect(await client.emitWithAck("error", "forged")).toMatchObject({ error: "unknown_event" });
    expect(await client.emitWithAck("ping")).toEqual({ ok: true, data: "pong" });
  });

  test("volatile events, server acks, broadcasts and disconnects work as ever", async () => {
    await using server = await routed(way, (router) => {
      router.socket("room", async (socket, room: string) => {
        await socket.join(room);
        const [answer] = (await server.io.timeout(60_000).to(room).emitWithAck("ask", 20)) as number[];
        return answer;
      });
      router.socket("bye", (socket) => void setImmediate(() => socket.disconnect()));
      router.socket("count", (_socket, n: number) => n);
    });
    const client = await server.connect();
    client.on("ask", (n: number, ack: (n: number) => void) => {
      ack(n + 1);
    });
    expect(await client.emitWithAck("room", "r")).toEqual({ ok: true, data: 21 });
    expect(await client.volatile.emitWithAck("count", 1)).toEqual({ ok: true, data: 1 });
    const gone = nextEvent(client, "disconnect");
    client.emit("bye");
    expect(await gone).toEqual(["io server disconnect", undefined]);
  });
});
