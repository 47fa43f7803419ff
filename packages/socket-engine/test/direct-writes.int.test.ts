import { nextEvent, waitFor } from "@carillon/socket-testing";
import type { Server, Socket } from "socket.io";
import { expect, test } from "vitest";
import { carillonEngine, overlookListeners, writeDirectly } from "../src/index.js";
import { engines, plain, play, serve } from "./engines.js";
import type { Ack } from "./engines.js";
import { wireClient } from "./wire-client.js";

const [whole] = engines as readonly [(typeof engines)[number]];

/** The connection of Engine.IO's under a socket. */
interface Connection {
  readonly request: { readonly socket: { readonly _handle: object } };
  write: { readonly name: string };
  readonly writeBuffer: readonly unknown[];
  readonly transport: { readonly socket: { readonly bufferedAmount: number } };
  on(event: string, listener: (...args: never[]) => void): void;
}

function connectionOf(io: Server): Connection {
  const [socket] = io.sockets.sockets.values() as Iterable<Socket>;
  return socket!.conn as unknown as Connection;
}

test("the answers of one tick leave in one write", async () => {
  const counts: number[] = [];
  for (const engine of [whole, plain]) {
    await using server = await serve(engine, play);
    using client = await wireClient(server.port);
    client.send("0");
    await client.until('40{"sid"');
    const { _handle: handle } = connectionOf(server.io).request.socket;
    counts.push(
      await writesOf(handle, async () => {
        client.send(...Array.from({ length: 50 }, (_, id) => `2${id + 100}["echo",${id}]`));
        await client.until("3149[49]");
      }),
    );
  }
  expect(counts[0]).toBeLessThanOrEqual(2);
  expect(counts[1]).toBeGreaterThanOrEqual(50);
});

test.each(["packetCreate", "flush", "drain"])("a listener of %s hears of every packet", async (event) => {
  const counts: number[] = [];
  for (const engine of [whole, plain]) {
    await using server = await serve(engine, play);
    const client = await server.connect();
    await client.emitWithAck("echo", "before there is a listener");
    let count = 0;
    connectionOf(server.io).on(event, () => count++);
    for (let round = 0; round < 5; round++) await client.emitWithAck("echo", round);
    counts.push(count);
  }
  expect(counts).toEqual([5, 5]);
});

test("a listener of the server's `flush` hears of every packet", async () => {
  await using server = await serve(whole, play);
  const client = await server.connect();
  let count = 0;
  server.io.engine.on("flush", () => count++);
  for (let round = 0; round < 5; round++) await client.emitWithAck("echo", round);
  expect(count).toBe(5);
});

test("listeners that are overlooked do not hear what goes straight, and hear what waits", async () => {
  await using server = await serve(whole, play);
  const client = await server.connect();
  const connection = connectionOf(server.io);
  const created: unknown[] = [];
  connection.on("packetCreate", (packet: { data: unknown }) => created.push(packet.data));
  overlookListeners(connection);
  await client.emitWithAck("echo", "straight");
  expect(created).toEqual([]);
  await client.emitWithAck("echo", "x".repeat(20_000));
  expect(created).toHaveLength(1);
});

test("what waits for a client that does not read shows as such, and comes in order once it reads", async () => {
  let queued = 0;
  await using server = await serve(whole, (io) => {
    io.on("connection", (socket) => {
      socket.on("pour", (ack: Ack) => {
        for (let number = 0; number < 3_000; number++) socket.emit("number", number, "x".repeat(4_000));
        queued = connectionOf(io).writeBuffer.length;
        ack();
      });
    });
  });
  using client = await wireClient(server.port);
  client.send("0");
  await client.until('40{"sid"');
  client.pause();
  client.send('21["pour"]');
  const connection = await waitFor(() => connectionOf(server.io));
  await waitFor(() => connection.transport.socket.bufferedAmount > 1_048_576);
  // What is too much for the stream waits with Engine.IO.
  expect(queued).toBeGreaterThan(2_000);
  client.resume();
  await client.until("31[]");
  const numbers = [...client.received().matchAll(/\["number",(\d+),/g)].map(([, number]) => Number(number));
  expect(numbers).toEqual(Array.from({ length: 3_000 }, (_, number) => number));
});

test("so does what is sent to it a little at a time", async () => {
  let drops = 0;
  let isFull = false;
  await using server = await serve(whole, (io) => {
    io.on("connection", (socket) => {
      const connection = connectionOf(io);
      function drip(): void {
        for (let turn = 0; turn < 4; turn++) socket.emit("drop", drops++, "x".repeat(1_000));
        // The system's buffers take some megabytes before anything waits here.
        isFull ||= connection.writeBuffer.length > 0 && connection.transport.socket.bufferedAmount > 4_000;
        if (!isFull || connection.writeBuffer.length > 0) setImmediate(drip);
        else socket.emit("end");
      }
      socket.on("drip", drip);
    });
  });
  using client = await wireClient(server.port);
  client.send("0");
  await client.until('40{"sid"');
  client.pause();
  client.send('2["drip"]');
  await waitFor(() => isFull);
  client.resume();
  await waitFor(() => client.received().includes('2["end"]'));
  const numbers = [...client.received().matchAll(/\["drop",(\d+),/g)].map(([, number]) => Number(number));
  expect(numbers).toEqual(Array.from({ length: drops }, (_, number) => number));
});

test("volatile events are dropped while others are on their way, as Socket.IO does", async () => {
  for (const engine of [whole, plain]) {
    await using server = await serve(engine, (io) => {
      io.on("connection", (socket) => {
        socket.on("start", () => {
          socket.emit("first");
          socket.volatile.emit("dropped");
          setImmediate(() => {
            socket.volatile.emit("kept");
            socket.volatile.emit("dropped");
            setImmediate(() => socket.emit("last"));
          });
        });
      });
    });
    const client = await server.connect();
    const heard: unknown[] = [];
    client.onAny((event) => heard.push(event));
    client.emit("start");
    await nextEvent(client, "last");
    expect(heard).toEqual(["first", "kept", "last"]);
  }
});

test("a connection that other code has changed, or of an unknown shape, is left alone", async () => {
  const changes: ((connection: { write: unknown; writeBuffer: unknown }) => void)[] = [
    (connection) => {
      const known = connection.write as (...args: unknown[]) => unknown;
      connection.write = function patched(...args: unknown[]) {
        return known.apply(this, args);
      };
    },
    (connection) => {
      Object.defineProperty(connection, "protocol", { value: "4" });
    },
  ];
  for (const change of changes) {
    await using server = await serve(
      plain,
      (io) => {
        io.engine.on("connection", change);
        expect(writeDirectly(io)).toBe(true);
        play(io);
      },
      carillonEngine(),
    );
    const client = await server.connect();
    expect(await client.emitWithAck("echo", "answered")).toBe("answered");
    expect(["patched", "write"]).toContain(connectionOf(server.io).write.name);
    const { write } = connectionOf(server.io);
    expect(Object.hasOwn(connectionOf(server.io), "write")).toBe(write.name === "patched");
  }
});

test.each([
  [false, true],
  [true, false],
])("with compression (%s), a packet goes straight: %s", async (isCompressed, isStraight) => {
  const perMessageDeflate = isCompressed && { threshold: 0 };
  await using server = await serve(whole, play, { perMessageDeflate });
  const client = await server.connect({ transports: ["websocket"], perMessageDeflate: { threshold: 0 } });
  const { writeBuffer } = connectionOf(server.io);
  expect(await client.emitWithAck("echo", "é")).toBe("é");
  // Engine.IO makes a new queue whenever it has written the old one.
  expect(connectionOf(server.io).writeBuffer === writeBuffer).toBe(isStraight);
});

test("a server that listens to nothing has no engine", async () => {
  const { Server } = await import("socket.io");
  expect(writeDirectly(new Server())).toBe(false);
});

/** How often something is written to a handle of Node's while a task runs. */
async function writesOf(handle: object, task: () => Promise<unknown>): Promise<number> {
  const methods = handle as Record<string, (...args: unknown[]) => unknown>;
  const names = ["writev", "writeBuffer", "writeLatin1String", "writeUtf8String", "writeAsciiString"];
  let count = 0;
  for (const name of names) {
    const known = methods[name]!;
    methods[name] = function (...args) {
      count++;
      return known.apply(this, args);
    };
  }
  await task();
  for (const name of names) Reflect.deleteProperty(methods, name);
  return count;
}
