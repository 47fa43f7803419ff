import { createServer } from "node:http";
import { connect } from "node:net";
import type { Socket as TcpSocket } from "node:net";
import { createRealtime } from "@carillon/socket-facade";
import type { Realtime, SocketsConfig } from "@carillon/socket-facade";
import { startServer, waitFor } from "@carillon/socket-testing";
import type { TestServer } from "@carillon/socket-testing";
import { expect, test } from "vitest";
import { WebSocketServer } from "ws";

interface Stage extends AsyncDisposable {
  readonly layer: Realtime;
  readonly server: TestServer;
  readonly warnings: object[];
}

/** A server that Carillon creates, with its own defaults. */
async function serve(config: SocketsConfig = {}): Promise<Stage> {
  const warnings: object[] = [];
  const layer = createRealtime({
    logger: { debug() {}, info() {}, error() {}, warn: (fields) => void warnings.push(fields) },
    auth: { required: false },
    ...config,
  });
  layer.route.socket("join", (socket, room: string) => socket.joinRoom(room));
  const httpServer = createServer();
  const io = layer.socket.attach(httpServer);
  const server = await startServer(undefined, { httpServer, io });
  return { layer, server, warnings, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** A WebSocket by hand: what it sends and reads is the test's to decide. */
async function openWebSocket(port: number): Promise<TcpSocket> {
  const tcp = connect(port, "127.0.0.1");
  tcp.on("error", () => undefined);
  tcp.write(
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n" +
      "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  );
  await new Promise((resolve) => tcp.once("data", resolve));
  return tcp;
}

/** A masked frame of a client, its mask zero. */
function frame(opcode: number, payload: string): Buffer {
  const head = Buffer.from([0x80 | opcode, 0x80 | Buffer.byteLength(payload), 0, 0, 0, 0]);
  return Buffer.concat([head, Buffer.from(payload)]);
}

function hasEnded(tcp: TcpSocket): boolean {
  return tcp.destroyed || tcp.readyState !== "open";
}

test("a client that does not read is dropped, and costs no more than it may", async () => {
  await using stage = await serve();
  const tcp = await openWebSocket(stage.server.port);
  tcp.write(frame(1, "40"));
  tcp.pause();
  await waitFor(() => stage.server.io.of("/").sockets.size === 1);
  const before = process.memoryUsage().rss;
  const news = "x".repeat(10_240);
  let sent = 0;
  while (stage.warnings.length === 0 && sent < 20_000) {
    await stage.layer.socket.emit("news", news);
    if (++sent % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(stage.warnings).toMatchObject([{ event: "slow_consumer_dropped", maxBytes: 1_048_576 }]);
  await waitFor(() => stage.server.io.of("/").sockets.size === 0);
  expect(process.memoryUsage().rss - before).toBeLessThan(60 * 1_048_576);
  tcp.destroy();
});

test("a client that reads gets everything, however much it is", async () => {
  await using stage = await serve();
  const client = await stage.server.connect();
  let heard = 0;
  client.on("news", () => heard++);
  const news = "x".repeat(10_240);
  for (let n = 0; n < 1_000; n++) {
    await stage.layer.socket.emit("news", news);
    if (n % 20 === 0) await client.emitWithAck("join", "lobby");
  }
  await waitFor(() => heard === 1_000);
  expect(stage.warnings).toEqual([]);
});

test("pings without end from a client that does not read end that client, not the server", async () => {
  await using stage = await serve();
  const healthy = await stage.server.connect();
  const tcp = await openWebSocket(stage.server.port);
  tcp.pause();
  const before = process.memoryUsage().rss;
  const { opts } = stage.server.io.engine as unknown as { opts: { wsEngine: { prototype: unknown } } };
  expect(opts.wsEngine.prototype).toBeInstanceOf(WebSocketServer); // ours, whichever version Socket.IO brings
  const pings = Buffer.concat(Array.from({ length: 1_000 }, () => frame(9, "p".repeat(100))));
  let sent = 0;
  while (!hasEnded(tcp) && sent < 200 * 1_048_576) {
    sent += pings.length;
    if (!tcp.write(pings)) await Promise.race([once(tcp, "drain"), once(tcp, "close"), turn()]);
  }
  expect(hasEnded(tcp)).toBe(true);
  expect(sent).toBeLessThan(64 * 1_048_576);
  expect(await healthy.emitWithAck("join", "lobby")).toEqual({ ok: true });
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1_048_576);
  tcp.destroy();
});

test("connections that never say whom they want are ended", async () => {
  await using stage = await serve({ server: { connectTimeout: 100 } });
  const open = async (): Promise<TcpSocket> => {
    const tcp = await openWebSocket(stage.server.port);
    // Told to close, as a WebSocket is; a peer that does not even answer that is cut by `ws` later.
    tcp.on("data", (data: Buffer) => data.includes(0x88) && tcp.end());
    return tcp;
  };
  const idle = await Promise.all(Array.from({ length: 100 }, open));
  await waitFor(() => idle.every(hasEnded));
  await waitFor(() => stage.server.io.engine.clientsCount === 0);
});

function once(tcp: TcpSocket, event: string): Promise<void> {
  return new Promise((resolve) => {
    tcp.once(event, () => {
      resolve();
    });
  });
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
