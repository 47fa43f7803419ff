import { setImmediate as turn } from "node:timers/promises";
import type { Server, ServerOptions, Socket } from "socket.io";
import type { Socket as ClientSocket } from "socket.io-client";
import { describe, expect, it } from "vitest";
import { nextEvent, refused, unhandledDuring, waitFor } from "../src/index.js";
import type { ClientOptions } from "../src/index.js";

/** A server with its clients: a real one, or a fake. */
export interface Subject extends AsyncDisposable {
  readonly io: Server;
  client(options?: ClientOptions): ClientSocket;
  connect(options?: ClientOptions): Promise<ClientSocket>;
}

/** Starts a server after a setup saw it. */
export type StartSubject = (
  setup: (io: Server) => unknown,
  options?: Partial<ServerOptions>,
) => Promise<Subject>;

function onConnection(setup: (socket: Socket) => void) {
  return (io: Server): void => void io.on("connection", setup);
}

function echo(socket: Socket): void {
  socket.on("echo", (payload: unknown, ack: (answer: unknown) => void) => {
    ack(payload);
  });
}

/** What Socket.IO does; it must hold of anything that replaces it. */
export function socketServerSuite(name: string, start: StartSubject): void {
  describe(name, () => {
    it("carries events and acks both ways", async () => {
      await using server = await start(
        onConnection((socket) => {
          socket.on("add", (a: number, b: number, ack: (sum: number) => void) => {
            ack(a + b);
          });
          socket.on("ask", async (ack: (answer: unknown) => void) => {
            ack(await socket.emitWithAck("question", 6));
          });
        }),
      );
      const client = await server.connect();
      client.on("question", (n: number, ack: (answer: number) => void) => {
        ack(n * 7);
      });
      expect(await client.emitWithAck("add", 1, 2)).toBe(3);
      expect(await client.emitWithAck("ask")).toBe(42);
    });

    it("shows payloads as the wire does", async () => {
      await using server = await start(onConnection(echo));
      const client = await server.connect();
      const payload = {
        at: new Date(0),
        missing: undefined,
        list: [undefined, Number.NaN, () => 1],
        map: new Map([[1, 2]]),
        json: { toJSON: () => "seen" },
        half: "\ud800",
      };
      expect(await client.emitWithAck("echo", payload)).toEqual({
        at: "1970-01-01T00:00:00.000Z",
        list: [null, null, null],
        map: {},
        json: "seen",
        half: "\ud800",
      });
      expect(() => client.emit("echo", 1n)).toThrow(TypeError);
    });

    it("carries binary data", async () => {
      await using server = await start(
        onConnection((socket) => {
          echo(socket);
          socket.on("give", () => {
            socket.emit("bytes", { bytes: Buffer.from([1, 2, 3]), deep: [new Uint8Array([9])] });
          });
        }),
      );
      const client = await server.connect();
      expect(await client.emitWithAck("echo", { file: Buffer.from("abc") })).toEqual({
        file: Buffer.from("abc"),
      });
      const given = nextEvent(client, "bytes");
      client.emit("give");
      expect(await given).toEqual([{ bytes: Buffer.from([1, 2, 3]), deep: [Buffer.from([9])] }]);
    });

    it("keeps what was sent from later changes", async () => {
      const order = { id: 1 };
      await using server = await start(
        onConnection((socket) => {
          socket.on("give", () => {
            socket.emit("order", order);
            order.id = 2;
          });
        }),
      );
      const client = await server.connect();
      const given = nextEvent(client, "order");
      client.emit("give");
      expect(await given).toEqual([{ id: 1 }]);
    });

    it("hands over auth, query, headers and path", async () => {
      await using server = await start(() => undefined, { path: "/realtime" });
      const connection = nextEvent(server.io, "connection");
      await server.connect({
        auth: { token: "a" },
        query: { room: "b c" },
        extraHeaders: { Cookie: "sid=1; theme=dark", "X-Token": "c" },
      });
      const [socket] = (await connection) as [Socket];
      const { handshake, request } = socket;
      expect(handshake.auth).toEqual({ token: "a" });
      expect(handshake.query).toMatchObject({ room: "b c", EIO: "4", transport: "websocket" });
      expect(handshake.headers).toMatchObject({ cookie: "sid=1; theme=dark", "x-token": "c" });
      expect(handshake.address).toContain("127.0.0.1");
      expect(handshake.url).toMatch(/^\/realtime\/\?/);
      expect(request.method).toBe("GET");
      expect(socket.conn.transport.name).toBe("websocket");
    });

    it("runs middleware in order, and rejects with its error", async () => {
      const seen: string[] = [];
      await using server = await start((io) => {
        io.use((_socket, next) => {
          seen.push("first");
          setImmediate(next);
        });
        io.use((socket, next) => {
          seen.push("second");
          if (socket.handshake.auth["ok"] === true) next();
          else next(Object.assign(new Error("not today"), { data: { error: "closed" } }));
        });
      });
      const refusal = { message: "not today", data: { error: "closed" } };
      expect(await refused(server.client())).toMatchObject(refusal);
      await expect(server.connect()).rejects.toMatchObject(refusal);
      expect((await server.connect({ auth: { ok: true } })).connected).toBe(true);
      expect(seen).toEqual(["first", "second", "first", "second", "first", "second"]);
      expect(server.io.sockets.sockets.size).toBe(1);
    });

    it("lets allowRequest and engine middleware refuse the handshake", async () => {
      await using server = await start(
        (io) => {
          io.engine.use((request: { headers: object }, _response: unknown, next: (error?: Error) => void) => {
            next("x-broken" in request.headers ? new Error("broken") : undefined);
          });
        },
        {
          allowRequest: (request, decide) => {
            const isEvil = request.headers.origin === "https://evil.example.org";
            decide(isEvil ? "wrong origin" : null, !isEvil);
          },
        },
      );
      for (const header of [{ origin: "https://evil.example.org" }, { "x-broken": "1" }]) {
        const error = await refused(server.client({ extraHeaders: header }));
        expect(error).toMatchObject({
          message: "websocket error",
          description: expect.anything() as unknown,
        });
        expect(
          JSON.stringify((error as { description?: { message: string } }).description?.message),
        ).toContain("Unexpected server response: 400");
      }
      expect((await server.connect()).connected).toBe(true);
    });

    it("keeps nothing of a client that gives up during the handshake", async () => {
      let decide: (() => void) | undefined;
      const ended: unknown[] = [];
      await using server = await start(
        (io) => void io.on("connection", (socket) => socket.on("disconnect", (reason) => ended.push(reason))),
        {
          allowRequest: (_request, answer) => {
            decide ??= () => void answer(null, true);
            if (ended.length > 0) answer(null, true);
          },
        },
      );
      const hasty = server.client();
      hasty.connect();
      await waitFor(() => decide !== undefined);
      hasty.close();
      await waitFor(() => !hasty.io.engine.transport.writable);
      await turn();
      ended.push("allow the next one");
      decide?.();
      await server.connect();
      await waitFor(() => server.io.engine.clientsCount === 1);
      expect(server.io.sockets.sockets.size).toBe(1);
    });

    it("refuses a namespace that is not there", async () => {
      await using server = await start((io) => void io.of("/admin"));
      expect(await refused(server.client({ namespace: "/nope" }))).toMatchObject({
        message: "Invalid namespace",
      });
      const admin = await server.connect({ namespace: "/admin" });
      expect(admin.connected).toBe(true);
    });

    it("has dynamic namespaces of their own", async () => {
      await using server = await start((io) => {
        io.of(/^\/tenant-\d+$/).on("connection", (socket) => {
          socket.on("where", (ack: (name: string) => void) => {
            ack(socket.nsp.name);
          });
        });
      });
      const client = await server.connect({ namespace: "/tenant-7" });
      expect(await client.emitWithAck("where")).toBe("/tenant-7");
    });

    it("sends to rooms and leaves out whom it is told to", async () => {
      await using server = await start(
        onConnection((socket) => {
          void socket.join(socket.handshake.auth["rooms"] as string[]);
          socket.on("tell", (ack: () => void) => {
            socket.to("a").emit("said", "by socket");
            ack();
          });
        }),
      );
      const a = await server.connect({ auth: { rooms: ["a"] } });
      const ab = await server.connect({ auth: { rooms: ["a", "b"] } });
      const none = await server.connect({ auth: { rooms: [] } });
      const heard: string[] = [];
      for (const [who, client] of Object.entries({ a, ab, none })) {
        client.on("said", (what: string) => heard.push(`${who} ${what}`));
      }
      server.io.to("a").to("b").emit("said", "once each");
      server.io.in("a").except("b").emit("said", "not to b");
      server.io.volatile.emit("said", "to those whose wire is free");
      await ab.emitWithAck("tell");
      server.io.emit("said", "end");
      await waitFor(() => heard.filter((line) => line.endsWith("end")).length === 3);
      expect(heard.filter((line) => !line.endsWith("end")).sort()).toEqual([
        "a by socket",
        "a not to b",
        "a once each",
        "ab once each",
        "none to those whose wire is free",
      ]);
      expect((await server.io.in("a").fetchSockets()).map(({ id }) => id).sort()).toEqual(
        [a.id, ab.id].sort(),
      );
    });

    it("asks a room for answers, and times out on those that do not give any", async () => {
      await using server = await start(onConnection(() => undefined));
      const one = await server.connect();
      one.on("vote", (ack: (answer: string) => void) => {
        ack("yes");
      });
      expect(await server.io.timeout(60_000).emitWithAck("vote")).toEqual(["yes"]);
      await server.connect();
      // Time enough for the one that answers, on a loaded machine as well.
      await expect(server.io.timeout(1_000).emitWithAck("vote")).rejects.toMatchObject({
        responses: ["yes"],
      });
      await expect(one.timeout(20).emitWithAck("no listener")).rejects.toThrow("timed out");
    });

    it("lets socket.use refuse an event and go on with the next", async () => {
      const errors: string[] = [];
      await using server = await start(
        onConnection((socket) => {
          socket.use(([event], next) => {
            next(event === "bad" ? new Error("no bad events") : undefined);
          });
          socket.on("error", (error) => errors.push(error.message));
          socket.on("bad", () => errors.push("never"));
          echo(socket);
        }),
      );
      const client = await server.connect();
      client.emit("bad");
      expect(await client.emitWithAck("echo", 1)).toBe(1);
      expect(errors).toEqual(["no bad events"]);
    });

    it.each([
      ["the client closes", "client namespace disconnect", "io client disconnect"],
      ["the server closes the namespace", "server namespace disconnect", "io server disconnect"],
      ["the server closes the connection", "server namespace disconnect", "io server disconnect"],
      ["the server closes the transport", "forced close", "transport close"],
      ["the client closes the transport", "transport close", "forced close"],
      ["a frame is too large", "transport error", "transport close"],
    ])("gives both sides the reason when %s", async (how, onServer, onClient) => {
      await using server = await start(onConnection(echo), { maxHttpBufferSize: 1_000 });
      const connection = nextEvent(server.io, "connection");
      const client = await server.connect();
      const [socket] = (await connection) as [Socket];
      const ends = Promise.all([nextEvent(socket, "disconnect"), nextEvent(client, "disconnect")]);
      if (how === "the client closes") client.disconnect();
      else if (how === "the server closes the namespace") socket.disconnect();
      else if (how === "the server closes the connection") socket.disconnect(true);
      else if (how === "the server closes the transport") socket.conn.close();
      else if (how === "the client closes the transport") client.io.engine.close();
      else client.emit("echo", "x".repeat(2_000));
      const [[serverReason], [clientReason]] = await ends;
      expect([serverReason, clientReason]).toEqual([onServer, onClient]);
      expect(server.io.sockets.sockets.size).toBe(0);
      expect(client.connected).toBe(false);
    });

    it("rejects what still waits for an answer when the connection ends", async () => {
      await using server = await start(
        onConnection((socket) => {
          socket.on("leave", () => void socket.disconnect());
        }),
      );
      const client = await server.connect();
      await expect(client.timeout(5_000).emitWithAck("leave")).rejects.toThrow(
        "socket has been disconnected",
      );
    });

    it("tells every client when the server closes", async () => {
      await using server = await start(onConnection(() => undefined));
      const client = await server.connect();
      const end = nextEvent(client, "disconnect");
      await server.io.close();
      expect((await end)[0]).toMatch(/transport close|io server disconnect/);
    });

    it("restores a connection that was lost", async () => {
      await using server = await start(
        onConnection((socket) => {
          void socket.join("kept");
          socket.data = { seen: true };
        }),
        { connectionStateRecovery: {} },
      );
      const client = await server.connect({ reconnection: true, reconnectionDelay: 1 });
      const hello = nextEvent(client, "hello");
      server.io.emit("hello");
      await hello;
      const id = client.id;
      const again = nextEvent(client, "connect");
      client.io.engine.close();
      server.io.to("kept").emit("missed", 1);
      const missed = nextEvent(client, "missed");
      await again;
      expect(client.recovered).toBe(true);
      expect(client.id).toBe(id);
      expect((await missed)[0]).toBe(1);
    });

    it("answers other events after a listener threw", async () => {
      await using server = await start(
        onConnection((socket) => {
          socket.on("throw", () => Promise.reject(new Error("listener")));
          echo(socket);
        }),
      );
      const client = await server.connect();
      const errors = await unhandledDuring(async () => {
        client.emit("throw");
        await client.emitWithAck("echo", 1);
        await turn();
      });
      expect(errors).toMatchObject([{ message: "listener" }]);
    });
  });
}
