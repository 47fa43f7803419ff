import { once } from "node:events";
import { createServer, get } from "node:http";
import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createRealtime } from "@carillon/socket-facade";
import type { Realtime } from "@carillon/socket-facade";
import {
  connected,
  createClient,
  nextEvent,
  startServer,
  transports,
  waitFor,
} from "@carillon/socket-testing";
import { Server } from "socket.io";
import { describe, expect, test } from "vitest";
import { silent } from "./silent.js";

/** A layer with a route that ends when it is told to. */
function layer(): Realtime & { readonly waiting: (() => void)[] } {
  const made = createRealtime({ logger: silent, auth: { required: false } });
  const waiting: (() => void)[] = [];
  made.route.socket("ping", () => "pong");
  made.route.socket("slow", async () => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    await made.socket.emit("news", "from a handler");
    return "done";
  });
  return { ...made, waiting };
}

async function listening(httpServer: HttpServer): Promise<string> {
  httpServer.listen(0, "127.0.0.1");
  await once(httpServer, "listening");
  return `http://127.0.0.1:${String((httpServer.address() as AddressInfo).port)}`;
}

function statusOf(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => void resolve(response.resume().statusCode)).once(
      "error",
      reject,
    );
  });
}

describe.each(transports)("drain over %s", (transport) => {
  test("answers, disconnects, and closes the HTTP server; handlers may broadcast to the end", async () => {
    const { socket, waiting } = layer();
    const httpServer = createServer();
    socket.attach(httpServer);
    const client = await connected(createClient(await listening(httpServer), { transports: [transport] }));
    const news = nextEvent(client, "news");
    const left = nextEvent(client, "disconnect");
    const answer: Promise<unknown> = client.emitWithAck("slow");
    await waitFor(() => waiting.length === 1);

    expect(socket.isDraining).toBe(false);
    const drained = socket.drain({ deadlineMs: 60_000 });
    expect(socket.isDraining).toBe(true);
    expect(socket.drain()).toBe(drained);
    await nextEvent(client, "server:draining");
    waiting[0]?.();
    expect(await answer).toEqual({ ok: true, data: "done" });
    expect(await news).toEqual(["from a handler"]);
    expect((await left)[0]).toBe("transport close");
    await drained;
    expect([httpServer.listening, socket.isAttached]).toEqual([false, false]);
    client.close();
  });
});

test("an HTTP request that never ends does not hold up the end", async () => {
  const { socket } = layer();
  const httpServer = createServer(() => undefined);
  socket.attach(httpServer);
  const url = await listening(httpServer);
  const hung = expect(statusOf(`${url}/never`)).rejects.toThrow("socket hang up");
  await once(httpServer, "request");
  await socket.drain();
  await hung;
  expect(httpServer.listening).toBe(false);
});

test("a client in the middle of its handshake is not kept, and comes back by itself", async () => {
  const made = layer();
  let asked = 0;
  made.socket.guard("api", () =>
    asked++ === 0 ? new Promise(() => undefined) : { id: "1", user: { id: 1 } },
  );
  made.socket.use("auth:socket");
  const httpServer = createServer();
  made.socket.attach(httpServer);
  const url = await listening(httpServer);
  const client = createClient(url, { reconnection: true, reconnectionDelay: 20, auth: { token: "t" } });
  client.connect();
  await waitFor(() => asked === 1);
  await made.socket.drain();
  expect(client.connected).toBe(false);
  made.socket.attach(httpServer);
  httpServer.listen(Number(new URL(url).port), "127.0.0.1");
  await nextEvent(client, "connect");
  client.close();
  await made.socket.close();
});

test("drain and close before attach, with nothing enabled, and again and again", async () => {
  const { socket } = layer();
  await socket.drain();
  await Promise.all([socket.close(), socket.close()]);
  socket.attach(createServer());
  await Promise.all([socket.close(), socket.drain(), socket.close()]);
  await socket.close();
  expect(socket.isAttached).toBe(false);

  const off = createRealtime({ enabled: false, logger: silent }).socket;
  off.attach(createServer());
  await off.drain();
  expect(off.isAttached).toBe(false);
});

test("close ends a drain that still waits", async () => {
  const { socket, waiting } = layer();
  const httpServer = createServer();
  socket.attach(httpServer);
  const client = await connected(createClient(await listening(httpServer)));
  client.emit("slow");
  await waitFor(() => waiting.length === 1);
  const drained = socket.drain({ deadlineMs: 3_000_000 });
  await socket.close();
  await drained;
  client.close();
});

test("wrong options are refused, and nothing is drained by them", async () => {
  const { socket } = layer();
  await using _server = await startServer((io) => socket.attach(io));
  expect(() => socket.drain({ batch: 0.5 })).toThrow("batch is a whole number of connections");
  expect(socket.isDraining).toBe(false);
  await socket.close();
});

test("a server of your own stays open, and refuses connections", async () => {
  const { socket } = layer();
  await using server = await startServer((io) => socket.attach(io));
  const client = await server.connect();
  const left = nextEvent(client, "disconnect");
  await socket.drain();
  expect((await left)[0]).toBe("transport close");
  expect(server.httpServer.listening).toBe(true);
  expect(await statusOf(`${server.url}/socket.io/?EIO=4&transport=polling`)).toBe(503);
  expect(() => socket.attach(server.io)).toThrow("This Socket.IO server had the layer before");
});

describe.each(transports)("attached again, over %s", (transport) => {
  test("the same HTTP server, with the application's own routes as before", async () => {
    const { socket, route } = layer();
    const httpServer = createServer((_request, response) => void response.end("the application"));
    for (let round = 1; round <= 3; round++) {
      if (round === 2) route.socket("more", () => "added");
      const io = socket.attach(httpServer);
      const url = await listening(httpServer);
      const client = await connected(createClient(url, { transports: [transport] }));
      expect(await client.emitWithAck("ping")).toEqual({ ok: true, data: "pong" });
      if (round > 1) expect(await client.emitWithAck("more")).toEqual({ ok: true, data: "added" });
      expect(await statusOf(url)).toBe(200);
      expect([socket.io(), socket.isDraining]).toEqual([io, false]);
      await (round === 2 ? socket.drain() : socket.close());
      client.close();
      expect(httpServer.listeners("request")).toHaveLength(1);
      expect(httpServer.listeners("upgrade")).toHaveLength(0);
    }
  });
});

test("another server, configured anew; what others put around the listeners stays", async () => {
  const { socket } = layer();
  const first = createServer();
  socket.attach(first);
  // Another Socket.IO server wraps the listeners of the first.
  const other = new Server(first, { path: "/other" });
  await socket.close();
  socket.configure({ logger: silent, auth: { required: false }, path: "/realtime" });
  const second = createServer();
  socket.attach(second);
  const client = await connected(createClient(await listening(second), { path: "/realtime" }));
  expect(await client.emitWithAck("ping")).toEqual({ ok: true, data: "pong" });
  await socket.close();
  const otherClient = await connected(createClient(await listening(first), { path: "/other" }));
  expect(otherClient.connected).toBe(true);
  otherClient.close();
  await other.close();
});
