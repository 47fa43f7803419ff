import { createServer } from "node:http";
import { Server } from "socket.io";
import { describe, expect, it } from "vitest";
import { nextEvent, refused, startServer, transports, waitFor } from "../src/index.js";

interface ClientEvents {
  add: (numbers: number[], ack: (sum: number) => void) => void;
}
interface ServerEvents {
  greeting: (text: string) => void;
}

describe.each(transports)("startServer over %s", (transport) => {
  it("carries events and acks both ways", async () => {
    await using server = await startServer<ClientEvents, ServerEvents>((io) => {
      io.on("connection", (socket) => {
        socket.on("add", (numbers, ack) => {
          ack(numbers.reduce((sum, number) => sum + number, 0));
        });
      });
    });
    const client = await server.connect({ transports: [transport] });
    const greeting = nextEvent(client, "greeting");
    server.io.emit("greeting", "hi");

    expect(client.io.engine.transport.name).toBe(transport);
    expect(await client.emitWithAck("add", [1, 2, 3])).toBe(6);
    expect(await greeting).toEqual(["hi"]);
  });

  it("hands over auth, query and headers", async () => {
    await using server = await startServer();
    const connection = nextEvent(server.io, "connection");
    await server.connect({
      transports: [transport],
      auth: { token: "a" },
      query: { token: "b" },
      extraHeaders: { "x-token": "c" },
    });

    const [{ handshake }] = (await connection) as [
      { handshake: { auth: object; query: object; headers: object } },
    ];
    expect(handshake.auth).toEqual({ token: "a" });
    expect(handshake.query).toMatchObject({ token: "b" });
    expect(handshake.headers).toMatchObject({ "x-token": "c" });
  });

  it("keeps message and data of a refusal", async () => {
    await using server = await startServer((io) => {
      io.use((_socket, next) => {
        next(Object.assign(new Error("not today"), { data: { error: "closed" } }));
      });
    });
    const options = { transports: [transport] };

    const refusal = { message: "not today", data: { error: "closed" } };
    expect(await refused(server.client(options))).toMatchObject(refusal);
    await expect(server.connect(options)).rejects.toMatchObject(refusal);
  });

  it("ends every connection when it is disposed", async () => {
    const server = await startServer();
    const client = await server.connect({ transports: [transport] });
    const ended = nextEvent(server.io.sockets.sockets.get(client.id ?? "") ?? client, "disconnect");
    await server[Symbol.asyncDispose]();
    await ended;

    expect(server.httpServer.listening).toBe(false);
    expect(server.io.engine.clientsCount).toBe(0);
    expect((await refused(server.client({ transports: [transport] }))).message).toBe(
      transport === "websocket" ? "websocket error" : "xhr poll error",
    );
  });
});

describe("startServer", () => {
  it("reaches namespaces and custom paths", async () => {
    await using server = await startServer((io) => io.of("/admin"), { options: { path: "/bells" } });
    const client = await server.connect({ namespace: "/admin" });

    expect(server.io.of("/admin").sockets.has(client.id ?? "")).toBe(true);
    expect((await refused(server.client({ namespace: "/nowhere" }))).message).toBe("Invalid namespace");
  });

  it("takes an HTTP and a Socket.IO server of one's own", async () => {
    const httpServer = createServer();
    const io = new Server(httpServer);
    await using server = await startServer(undefined, { io });
    const client = await server.connect();

    expect(server.httpServer).toBe(httpServer);
    expect(io.sockets.sockets.has(client.id ?? "")).toBe(true);
  });

  it("attaches a Socket.IO server that has no HTTP server yet", async () => {
    const io = new Server();
    await using server = await startServer(undefined, { io });
    const client = await server.connect();

    expect(io.sockets.sockets.has(client.id ?? "")).toBe(true);
  });

  it("takes an HTTP server that listens already", async () => {
    const httpServer = createServer();
    await new Promise<void>((resolve) => httpServer.listen(0, "127.0.0.1", resolve));
    await using server = await startServer(undefined, { httpServer });

    expect((await server.connect()).connected).toBe(true);
  });

  it("waits for an asynchronous setup, and cleans up after one that fails", async () => {
    const httpServer = createServer();
    const failing = startServer(() => Promise.reject(new Error("no database")), { httpServer });

    await expect(failing).rejects.toThrow("no database");
    expect(httpServer.listening).toBe(false);
  });

  it("closes clients that connected, never connected, or closed by themselves", async () => {
    const server = await startServer();
    const idle = server.client();
    const open = await server.connect();
    (await server.connect()).close();
    await server[Symbol.asyncDispose]();

    expect([idle.active, open.active, open.connected]).toEqual([false, false, false]);
  });

  it("does not hang on a request that is never answered", async () => {
    const server = await startServer();
    const request = nextEvent(server.httpServer, "request");
    const answer = fetch(`${server.url}/never`).catch((error: unknown) => error);
    await request;
    await server[Symbol.asyncDispose]();

    expect(await answer).toBeInstanceOf(Error);
  });

  it("says so when a client that must be refused is accepted", async () => {
    await using server = await startServer();
    await expect(refused(server.client())).rejects.toThrow("should have been refused");
    await waitFor(() => server.io.sockets.sockets.size === 0);
  });
});
