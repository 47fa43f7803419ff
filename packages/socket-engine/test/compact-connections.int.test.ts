import { EventEmitter } from "node:events";
import { waitFor } from "@carillon/socket-testing";
import type { TestServer, Transport } from "@carillon/socket-testing";
import { Server } from "socket.io";
import type { Socket } from "socket.io";
import { describe, expect, test } from "vitest";
import { compactConnections } from "../src/index.js";
import { engines, plain, play, serve } from "./engines.js";

const [whole] = engines as readonly [(typeof engines)[number]];
const ways: [string, Transport[]][] = [
  ["that begins with WebSocket", ["websocket"]],
  ["that begins with polling", ["polling", "websocket"]],
];

/** The connection of Engine.IO's under a socket. */
interface Connection extends EventEmitter {
  readonly transport: EventEmitter & { readonly name: string; readonly socket: EventEmitter };
}

interface Connected {
  readonly client: Awaited<ReturnType<TestServer["connect"]>>;
  readonly connection: Connection;
}

/** A client over a WebSocket, and its connection. */
async function connect(server: TestServer, transports: Transport[]): Promise<Connected> {
  const client = await server.connect({ transports });
  const [socket] = server.io.sockets.sockets.values() as Iterable<Socket>;
  const connection = socket!.conn as unknown as Connection;
  await waitFor(() => connection.transport.name === "websocket");
  expect(await client.emitWithAck("echo", 1)).toBe(1);
  return { client, connection };
}

describe.each(ways)("a connection %s", (_title, transports) => {
  test("has the listeners that it has with Socket.IO, but for those of an upgrade and of polling", async () => {
    const kept = [];
    // A direct read has a listener of its own.
    const compact = { ...whole, readsDirectly: false };
    for (const engine of [compact, plain]) {
      await using server = await serve(engine, play);
      const { connection } = await connect(server, transports);
      const { transport } = connection;
      kept.push(
        [connection, transport, transport.socket].map((emitter) =>
          emitter
            .eventNames()
            .map((event) => [
              event,
              emitter
                .listeners(event)
                .filter(isNeeded)
                .map(({ name }) => name),
            ])
            .filter(([event]) => event !== "headers")
            .sort(),
        ),
      );
      const isUpgradeHeard = transport.socket.listeners("error").some((listener) => !isNeeded(listener));
      const isCompact = engine === compact;
      expect(transport.listenerCount("headers")).toBe(isCompact || transports.length > 1 ? 0 : 1);
      expect(isUpgradeHeard).toBe(!isCompact && transports.length === 1);
      for (const emitter of [connection, transport, transport.socket]) {
        const { _events: table } = emitter as unknown as { _events: object };
        expect(Object.getPrototypeOf(table) !== null).toBe(isCompact);
        expect(emitter.rawListeners("close").some(isOnce)).toBe(!isCompact);
      }
    }
    expect(kept[0]).toEqual(kept[1]);
  });

  test.each(["client", "server", "error"])("ends once, and is forgotten (by the %s)", async (by) => {
    const told = [];
    for (const engine of [whole, plain]) {
      await using server = await serve(engine, play);
      const { client, connection } = await connect(server, transports);
      const [socket] = server.io.sockets.sockets.values() as Iterable<Socket>;
      const ends: unknown[] = [];
      socket!.on("disconnect", (reason) => ends.push(reason));
      connection.on("close", (reason) => ends.push(reason));
      connection.transport.on("close", () => ends.push("transport"));
      const { socket: webSocket } = connection.transport;
      const closed = new Promise((resolve) => webSocket.once("close", resolve));
      if (by === "client") client.disconnect();
      else if (by === "server") socket!.disconnect(true);
      else for (let time = 0; time < 2; time++) webSocket.emit("error", new Error("Broken."));
      await waitFor(() => !socket!.connected);
      await closed;
      expect(clientsOf(server.io)).toEqual([0, 0]);
      told.push(ends);
    }
    expect(told[0]).toEqual(told[1]);
  });

  test("takes listeners that come and go", async () => {
    await using server = await serve(whole, play);
    const { connection } = await connect(server, transports);
    const names = connection.eventNames();
    const heard: unknown[] = [];
    const hear = (value: unknown): void => void heard.push(value);
    connection.once("own", hear);
    connection.prependListener("close", hear);
    connection.off("close", hear);
    connection.emit("own", 1);
    connection.emit("own", 2);
    expect(heard).toEqual([1]);
    expect(connection.eventNames()).toEqual(names);
    expect(connection.emit("constructor")).toBe(false);
  });
});

test("a connection of another shape stays as it is", () => {
  const engine = new EventEmitter();
  const io = Object.assign(new Server(), { engine });
  expect(compactConnections(io)).toBe(true);
  const socket = new EventEmitter();
  const transport = Object.assign(new EventEmitter(), { name: "websocket", socket });
  const connection = Object.assign(new EventEmitter(), { transport });
  for (const emitter of [socket, transport, connection]) emitter.once("close", () => undefined);
  const before = connection.rawListeners("close");
  engine.emit("connection", connection);
  expect(connection.rawListeners("close")).toEqual(before);
  expect(compactConnections(new Server())).toBe(false);
});

/** How many clients the engine counts, and how many it keeps. */
function clientsOf({ engine }: Server): [number, number] {
  const { clientsCount, clients } = engine as unknown as { clientsCount: number; clients: object };
  return [clientsCount, Object.keys(clients).length];
}

function isNeeded(listener: object): boolean {
  return (listener as { readonly name?: unknown }).name !== "onUpgradeError";
}

/** Whether `once` is around a listener. */
function isOnce(listener: object): boolean {
  return "listener" in listener;
}
