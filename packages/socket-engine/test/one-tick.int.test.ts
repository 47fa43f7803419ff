import { nextEvent, waitFor } from "@carillon/socket-testing";
import type { Server, Socket } from "socket.io";
import { describe, expect, test } from "vitest";
import type { WebSocket } from "ws";
import { engines, plain, play, serve } from "./engines.js";
import type { Engine } from "./engines.js";
import { wireClient } from "./wire-client.js";

const [whole] = engines as readonly [Engine];

/** The WebSocket under a socket. */
function webSocketOf(socket: Socket): WebSocket {
  return (socket.conn.transport as unknown as { socket: WebSocket }).socket;
}

/** What a client gets for `go`, whose listener does all of it in one tick. */
async function bytesOf(engine: Engine, go: (socket: Socket, io: Server) => void, last: string) {
  await using server = await serve(engine, (io) => {
    io.on("connection", (socket) => {
      socket.on("go", () => go(socket, io));
    });
  });
  using client = await wireClient(server.port);
  client.send("0");
  await client.until('40{"sid"');
  client.send('2["go"]');
  await client.until(last);
  return client.received();
}

interface Case {
  readonly title: string;
  readonly go: (socket: Socket, io: Server) => void;
  readonly last: string;
}

const cases: readonly Case[] = [
  {
    title: "a ping and a pong of the WebSocket's own",
    go(socket) {
      socket.emit("first");
      webSocketOf(socket).ping("ping");
      webSocketOf(socket).pong("pong");
      socket.emit("é");
      socket.emit("last");
    },
    last: '["last"]',
  },
  {
    title: "a message of the WebSocket's own",
    go(socket) {
      socket.emit("first");
      webSocketOf(socket).send("4own");
      socket.emit("last");
    },
    last: '["last"]',
  },
  {
    title: "a broadcast that is too long to go straight",
    go(socket, io) {
      socket.emit("first");
      io.emit("long", "x".repeat(20_000));
      socket.emit("behind");
      io.emit("last");
    },
    last: '["last"]',
  },
  {
    title: "bytes",
    go(socket, io) {
      io.emit("first");
      io.emit("bytes", Buffer.from("bytes"));
      socket.emit("last");
    },
    last: '["last"]',
  },
  {
    title: "the end of the WebSocket",
    go(socket) {
      socket.emit("first");
      webSocketOf(socket).close(1000, "enough");
      socket.emit("arrives too late");
    },
    last: "enough",
  },
  {
    title: "a connection that is cut",
    go(socket) {
      socket.emit("last");
      webSocketOf(socket).terminate();
    },
    last: '["last"]',
  },
];

describe.each(engines)("$title", (engine) => {
  test.each(cases)("$title keeps its place", async ({ go, last }) => {
    expect(await bytesOf(engine, go, last)).toBe(await bytesOf(plain, go, last));
  });

  test("a client that ends its side behind a request is answered", async () => {
    await using server = await serve(engine, play);
    using client = await wireClient(server.port);
    client.send("0");
    await client.until('40{"sid"');
    client.send(...Array.from({ length: 300 }, (_, id) => `2${id + 100}["echo","${"x".repeat(1_000)}"]`));
    client.end();
    await client.until("3399[");
  });
});

test("what is held until the tick ends counts as buffered, and as in the way of what is volatile", async () => {
  await using server = await serve(whole, (io) => {
    io.on("connection", (socket) => {
      socket.on("go", () => {
        const webSocket = webSocketOf(socket);
        const before = webSocket.bufferedAmount;
        socket.emit("first");
        const held = webSocket.bufferedAmount - before;
        socket.volatile.emit("dropped");
        setImmediate(() => {
          const after = webSocket.bufferedAmount;
          socket.volatile.emit("kept", { held, after });
        });
      });
    });
  });
  const client = await server.connect();
  const heard: unknown[] = [];
  client.onAny((event) => heard.push(event));
  const kept = nextEvent(client, "kept");
  client.emit("go");
  // A head of two bytes, and `42["first"]`.
  expect(await kept).toEqual([{ held: 13, after: 0 }]);
  expect(heard).toEqual(["first", "kept"]);
});

test("a connection whose client is gone closes, whatever is on its way", async () => {
  const reasons: unknown[] = [];
  await using server = await serve(whole, (io) => {
    io.on("connection", (socket) => {
      socket.on("disconnect", (reason) => reasons.push(reason));
      socket.on("pour", () => {
        for (let number = 0; number < 3_000; number++) socket.emit("number", "x".repeat(4_000));
      });
    });
  });
  const client = await wireClient(server.port);
  client.send("0");
  await client.until('40{"sid"');
  client.pause();
  client.send('2["pour"]');
  await waitFor(() =>
    [...server.io.sockets.sockets.values()].some((socket) => webSocketOf(socket).bufferedAmount > 0),
  );
  client[Symbol.dispose]();
  await waitFor(() => reasons.length > 0);
  expect(server.io.engine.clientsCount).toBe(0);
});
