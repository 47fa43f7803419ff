import type { EventEmitter } from "node:events";
import { createServer } from "node:http";
import { createRealtime } from "@carillon/socket-facade";
import type { SocketsConfig } from "@carillon/socket-facade";
import { startServer } from "@carillon/socket-testing";
import { Server } from "socket.io";
import { expect, test } from "vitest";
import { WebSocketServer } from "ws";

/** The parts of a created server. */
type Parts = Record<"cork" | "parser" | "direct" | "reads" | "compact", boolean>;

/** What a created server is made of, and whether packets went straight to and from a connected client. */
async function madeWith(config: SocketsConfig): Promise<Parts> {
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
  const { writeBuffer, transport } = connection!;
  const { parser } = transport;
  let decoded = 0;
  transport.parser = {
    ...parser,
    decodePacket(...args) {
      decoded++;
      return parser.decodePacket(...args);
    },
  };
  expect(await client.emitWithAck("echo", "é")).toEqual({ ok: true, data: "é" });
  const { wsEngine } = (io.engine as unknown as { opts: { wsEngine: unknown } }).opts;
  return {
    cork: wsEngine !== WebSocketServer,
    parser: (io as unknown as { encoder: object }).encoder.constructor.name === "FastEncoder",
    // Engine.IO makes a new queue whenever it has written the old one.
    direct: connection!.writeBuffer === writeBuffer,
    // Engine.IO decodes what does not go straight.
    reads: decoded === 0,
    compact: isCompact(connection!),
  };
}

interface Connection {
  readonly writeBuffer: readonly unknown[];
  readonly transport: EventEmitter & { parser: Parser };
}

interface Parser {
  decodePacket(...args: unknown[]): unknown;
}

/** Whether a WebSocket is without what Engine.IO listens to for polling. */
function isCompact({ transport }: Connection): boolean {
  return transport.listenerCount("headers") === 0;
}

const whole: Parts = { cork: true, parser: true, direct: true, reads: true, compact: true };

test("a created server has the whole engine", async () => {
  expect(await madeWith({})).toEqual(whole);
});

test("no middleware of Engine.IO is added, with which it would refuse WebTransport", async () => {
  const io = new Server();
  const layer = createRealtime({ logger: { debug() {}, info() {}, warn() {}, error() {} } });
  await using server = await startServer(() => void layer.socket.attach(io), { io });
  expect((server.io.engine as unknown as { middlewares: unknown[] }).middlewares).toEqual([]);
});

test.each<[SocketsConfig, Partial<Parts>]>([
  [{ engine: { direct: false } }, { direct: false }],
  [{ engine: { reads: false } }, { reads: false }],
  [{ engine: { compact: false } }, { compact: false }],
  [{ engine: { parser: false } }, { parser: false }],
  [{ engine: { cork: false } }, { cork: false, direct: false, reads: false }],
  [{ server: { wsEngine: WebSocketServer } }, { cork: false, direct: false, reads: false }],
  // So little may wait that every packet has to be counted.
  [{ maxBufferedBytes: 100_000 }, { direct: false }],
])("%j", async (config, missing) => {
  expect(await madeWith(config)).toEqual({ ...whole, ...missing });
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
