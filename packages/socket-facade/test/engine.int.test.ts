import type { EventEmitter } from "node:events";
import { createServer } from "node:http";
import { createRealtime } from "@carillon/socket-facade";
import type { SocketsConfig } from "@carillon/socket-facade";
import { startServer } from "@carillon/socket-testing";
import { Server } from "socket.io";
import { expect, test } from "vitest";
import { WebSocketServer } from "ws";

/** What a created server is made of, and whether a packet of a connected client's went straight to it. */
async function madeWith(config: SocketsConfig): Promise<{
  cork: boolean;
  parser: boolean;
  direct: boolean;
  compact: boolean;
}> {
  const layer = createRealtime({
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    auth: { required: false },
    ...config,
  });
  layer.route.socket("echo", (_socket, payload) => payload as unknown);
  const httpServer = createServer();
  const io = layer.socket.attach(httpServer);
  await using server = await startServer(undefined, { httpServer, io });
  const client = await server.connect();
  const [connection] = [...io.sockets.sockets.values()].map(({ conn }) => conn as unknown as Connection);
  const { writeBuffer } = connection!;
  expect(await client.emitWithAck("echo", "é")).toEqual({ ok: true, data: "é" });
  const { wsEngine } = (io.engine as unknown as { opts: { wsEngine: unknown } }).opts;
  return {
    cork: wsEngine !== WebSocketServer,
    parser: (io as unknown as { encoder: object }).encoder.constructor.name === "FastEncoder",
    // Engine.IO makes a new queue whenever it has written the old one.
    direct: connection!.writeBuffer === writeBuffer,
    compact: isCompact(connection!),
  };
}

interface Connection {
  readonly writeBuffer: readonly unknown[];
  readonly transport: EventEmitter;
}

/** Whether a WebSocket is without what Engine.IO listens to for polling. */
function isCompact({ transport }: Connection): boolean {
  return transport.listenerCount("headers") === 0;
}

test("a created server has the whole engine", async () => {
  expect(await madeWith({})).toEqual({ cork: true, parser: true, direct: true, compact: true });
});

test("no middleware of Engine.IO is added, with which it would refuse WebTransport", async () => {
  const io = new Server();
  const layer = createRealtime({ logger: { debug() {}, info() {}, warn() {}, error() {} } });
  await using server = await startServer(() => void layer.socket.attach(io), { io });
  expect((server.io.engine as unknown as { middlewares: unknown[] }).middlewares).toEqual([]);
});

test.each<[SocketsConfig, object]>([
  [{ engine: { direct: false } }, { cork: true, parser: true, direct: false, compact: true }],
  [{ engine: { compact: false } }, { cork: true, parser: true, direct: true, compact: false }],
  [{ engine: { parser: false } }, { cork: true, parser: false, direct: true, compact: true }],
  [{ engine: { cork: false } }, { cork: false, parser: true, direct: false, compact: true }],
  [{ server: { wsEngine: WebSocketServer } }, { cork: false, parser: true, direct: false, compact: true }],
  // So little may wait that every packet has to be counted.
  [{ maxBufferedBytes: 100_000 }, { cork: true, parser: true, direct: false, compact: true }],
])("%j", async (config, parts) => {
  expect(await madeWith(config)).toEqual(parts);
});

test.each([
  [undefined, true],
  [false, false],
])(
  "connections of a server of the application's are compact unless it says no (%s)",
  async (compact, isTold) => {
    const io = new Server();
    const layer = createRealtime({
      logger: { debug() {}, info() {}, warn() {}, error() {} },
      auth: { required: false },
      engine: compact === undefined ? {} : { compact },
    });
    // It does not listen yet.
    await using server = await startServer(() => void layer.socket.attach(io), { io });
    await server.connect();
    const [connection] = [...server.io.sockets.sockets.values()].map(
      ({ conn }) => conn as unknown as Connection,
    );
    expect(isCompact(connection!)).toBe(isTold);
  },
);
