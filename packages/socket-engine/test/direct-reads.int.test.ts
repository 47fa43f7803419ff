import { waitFor } from "@carillon/socket-testing";
import { Server } from "socket.io";
import type { Socket } from "socket.io";
import { describe, expect, test } from "vitest";
import { carillonEngine, readDirectly } from "../src/index.js";
import { engines, plain, play, serve } from "./engines.js";
import { wireClient } from "./wire-client.js";

const [whole] = engines as readonly [(typeof engines)[number]];

interface Emitter {
  emit: unknown;
  on(event: string, listener: (...args: never[]) => void): void;
  off(event: string, listener: (...args: never[]) => void): void;
}

/** The connection of Engine.IO's under a socket, from within. */
interface Connection extends Emitter {
  readonly transport: Emitter & { parser: Parser; readonly name: string; readonly socket: Emitter };
  pingTimeoutTimer: unknown;
  hasRefreshedPingTimeout: boolean;
}

interface Parser {
  decodePacket(...args: unknown[]): unknown;
}

function connectionOf(io: Server): Connection {
  const [socket] = io.sockets.sockets.values() as Iterable<Socket>;
  return socket!.conn as unknown as Connection;
}

/** Counts the messages that take the ordinary way: Engine.IO decodes no others. */
function countOrdinary({ transport }: Connection): { readonly count: number } {
  const counted = { count: 0 };
  const { parser } = transport;
  transport.parser = {
    ...parser,
    decodePacket(...args) {
      counted.count++;
      return parser.decodePacket(...args);
    },
  };
  return counted;
}

test("a message goes straight", async () => {
  await using server = await serve(whole, play);
  const client = await server.connect({ transports: ["websocket"] });
  const ordinary = countOrdinary(connectionOf(server.io));
  expect(await client.emitWithAck("echo", "é")).toBe("é");
  expect(ordinary.count).toBe(0);
});

test("binary takes the ordinary way", async () => {
  await using server = await serve(whole, play);
  const client = await server.connect({ transports: ["websocket"] });
  const ordinary = countOrdinary(connectionOf(server.io));
  expect(await client.emitWithAck("echo", Buffer.from("bytes"))).toEqual(Buffer.from("bytes"));
  // The text before it goes straight.
  expect(ordinary.count).toBe(1);
});

test("once a client has changed from polling to WebSocket, its messages go straight", async () => {
  await using server = await serve(whole, play);
  const client = await server.connect({ transports: ["polling", "websocket"] });
  const connection = connectionOf(server.io);
  await waitFor(() => connection.transport.name === "websocket");
  const ordinary = countOrdinary(connection);
  expect(await client.emitWithAck("echo", "straight")).toBe("straight");
  expect(ordinary.count).toBe(0);
});

test.each<[event: string, of: string, (connection: Connection) => Emitter]>([
  ["packet", "the connection", (connection) => connection],
  ["data", "the connection", (connection) => connection],
  ["message", "the connection", (connection) => connection],
  ["packet", "the transport", ({ transport }) => transport],
  ["message", "the WebSocket", ({ transport }) => transport.socket],
])("a listener of `%s` of %s hears of every message while it is there", async (event, _of, emitterOf) => {
  await using server = await serve(whole, play);
  const client = await server.connect({ transports: ["websocket"] });
  const connection = connectionOf(server.io);
  let heard = 0;
  const listener = (): void => void heard++;
  await client.emitWithAck("echo", "before");
  emitterOf(connection).on(event, listener);
  await client.emitWithAck("echo", 1);
  await client.emitWithAck("echo", 2);
  emitterOf(connection).off(event, listener);
  const ordinary = countOrdinary(connection);
  await client.emitWithAck("echo", "behind");
  expect(heard).toBe(2);
  expect(ordinary.count).toBe(0);
});

test("an `emit` that other code has replaced is called for every message", async () => {
  for (const emitterOf of [(its: Connection) => its, ({ transport }: Connection) => transport]) {
    await using server = await serve(whole, play);
    const client = await server.connect({ transports: ["websocket"] });
    const emitter = emitterOf(connectionOf(server.io)) as Emitter & { emit(...args: unknown[]): unknown };
    const { emit } = emitter;
    const events: unknown[] = [];
    emitter.emit = function (...args) {
      events.push(args[0]);
      return emit.apply(this, args);
    };
    await client.emitWithAck("echo", "text");
    expect(events).toContain("packet");
  }
});

test("the first message while an answer to a ping is awaited gives the client more time, as in Engine.IO", async () => {
  for (const engine of [whole, plain]) {
    await using server = await serve(engine, play);
    const client = await server.connect({ transports: ["websocket"] });
    const connection = connectionOf(server.io);
    let refreshed = 0;
    connection.pingTimeoutTimer = { refresh: () => refreshed++ };
    const ordinary = countOrdinary(connection);
    await client.emitWithAck("echo", 1);
    await client.emitWithAck("echo", 2);
    expect([refreshed, connection.hasRefreshedPingTimeout]).toEqual([1, true]);
    expect(ordinary.count).toBe(engine === whole ? 1 : 2);
    connection.pingTimeoutTimer = null;
  }
});

test.each<[string, (connection: Connection) => unknown]>([
  [
    "with an `emit` of its own",
    (connection) => (connection.emit = (connection.emit as () => void).bind(connection)),
  ],
  [
    "that does not tell whether it gave more time",
    (connection) => Reflect.deleteProperty(connection, "hasRefreshedPingTimeout"),
  ],
  ["with a listener", (connection) => connection.on("data", () => undefined)],
  ["whose transport has a listener", ({ transport }) => transport.on("packet", () => undefined)],
  ["whose WebSocket has a listener", ({ transport }) => transport.socket.on("message", () => undefined)],
])("a new connection %s is left alone", async (_title, change) => {
  await using server = await serve(
    plain,
    (io) => {
      io.engine.on("connection", change);
      expect(readDirectly(io)).toBe(true);
      play(io);
    },
    carillonEngine(),
  );
  const client = await server.connect({ transports: ["websocket"] });
  const ordinary = countOrdinary(connectionOf(server.io));
  expect(await client.emitWithAck("echo", "answered")).toBe("answered");
  expect(ordinary.count).toBe(1);
});

test("a server that listens to nothing has no engine", () => {
  expect(readDirectly(new Server())).toBe(false);
});

/** What a client may send that is no message of Engine.IO's with a packet of Socket.IO's. */
const odd: readonly (readonly (string | Buffer)[])[] = [
  ["4"],
  [""],
  ["2"],
  ["2probe"],
  ["3"],
  ["6"],
  ["x"],
  ["bNDI="],
  [Buffer.from('42["echo"]')],
  [Buffer.alloc(0)],
  ["4{"],
  ["42"],
  ['42["connect"]'],
  ["49"],
  ["40"],
  ['40/unknown,{"a":1}'],
  ['451-["bytes",{"_placeholder":true,"num":0}]', "42[]"],
  ['451-["echo",{"_placeholder":true,"num":0}]', Buffer.from("bytes")],
];

describe.each(engines)("$title", (engine) => {
  test.each(odd)("%j: the answer is Socket.IO's, and so is the end", async (...messages) => {
    const ends = [];
    for (const way of [engine, plain]) {
      await using server = await serve(way, play);
      using client = await wireClient(server.port);
      client.send("0");
      await client.until('40{"sid"');
      client.sendMessages(...messages, '421["echo","behind"]');
      // It does not answer the server's close frame.
      await waitFor(() => /behind|\x88/.test(client.received()));
      ends.push(client.received());
    }
    expect(ends[0]).toEqual(ends[1]);
  });

  test("a first message without content does not connect, as in Socket.IO", async () => {
    const answers: string[] = [];
    for (const way of [engine, plain]) {
      await using server = await serve(way, play);
      using client = await wireClient(server.port);
      client.sendMessages("4", "40");
      await waitFor(() => /40\{"sid"|\x88/.test(client.received()));
      answers.push(client.received());
    }
    expect(answers[0]).toBe(answers[1]);
  });

  test("a message behind the one that ends the connection is heard if Socket.IO hears it", async () => {
    const heard: unknown[][] = [];
    for (const way of [engine, plain]) {
      const events: unknown[] = [];
      await using server = await serve(way, (io) => {
        io.on("connection", (socket) => void socket.onAny((event) => events.push(event)));
        play(io);
      });
      using client = await wireClient(server.port);
      client.send("0");
      await client.until('40{"sid"');
      client.send('2["echo"]', '2["bye"]', '2["behind"]', '2["behind"]');
      await client.until("\x88");
      heard.push(events);
    }
    expect(heard[0]).toContain("bye");
    expect(heard[0]).toEqual(heard[1]);
  });
});
