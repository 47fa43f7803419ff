import { nextEvent } from "@carillon/socket-testing";
import fc from "fast-check";
import type { Server, Socket } from "socket.io";
import { describe, expect, test } from "vitest";
import type { WebSocket } from "ws";
import { engines, plain, serve } from "./engines.js";
import type { Engine } from "./engines.js";

/** What a server may do between two others; the number tells its packets apart. */
const steps: Readonly<Record<string, (socket: Socket, io: Server, number: number) => unknown>> = {
  emit: (socket, _io, n) => socket.emit("emit", n),
  "emit, almost a whole buffer": (socket, _io, n) => socket.emit("big", n, "x".repeat(16_365)),
  "emit, too long to go straight": (socket, _io, n) => socket.emit("long", n, "x".repeat(20_000)),
  "emit bytes": (socket, _io, n) => socket.emit("bytes", n, Buffer.from("bytes")),
  "volatile emit": (socket, _io, n) => socket.volatile.emit("volatile", n),
  "volatile emit, long": (socket, _io, n) => socket.volatile.emit("volatile", n, "x".repeat(20_000)),
  "volatile emit of bytes": (socket, _io, n) => socket.volatile.emit("volatile", n, Buffer.from("bytes")),
  broadcast: (_socket, io, n) => io.emit("broadcast", n),
  "volatile broadcast": (_socket, io, n) => io.volatile.emit("volatile", n),
  "volatile broadcast of bytes": (_socket, io, n) => io.volatile.emit("volatile", n, Buffer.from("bytes")),
  "a ping of the application's": (socket) => webSocketOf(socket).ping(),
  "a listener that has to hear of packets": (socket) => socket.conn.once("packetCreate", () => undefined),
  "a microtask": () => Promise.resolve(),
  "a turn": () => new Promise((resolve) => setImmediate(resolve)),
};

const scripts: readonly (readonly string[])[] = [
  ["emit, almost a whole buffer", "volatile emit"],
  ["emit", "a ping of the application's", "volatile emit"],
  ["a ping of the application's", "volatile emit"],
  ["emit", "volatile emit of bytes", "emit"],
  ["volatile emit of bytes", "volatile emit of bytes"],
  ["emit", "a listener that has to hear of packets", "volatile emit"],
  ["emit, too long to go straight", "volatile emit", "a turn", "volatile emit"],
];

function webSocketOf(socket: Socket): WebSocket {
  return (socket.conn.transport as unknown as { socket: WebSocket }).socket;
}

/** The packets of several scripts that reach a client, each as its name and its number. */
async function arrivals(engine: Engine, all: readonly (readonly string[])[]): Promise<unknown[][]> {
  await using server = await serve(engine, (io) => {
    io.on("connection", (socket) => {
      socket.on("script", (at: number) => void play(socket, io, all[at] ?? []));
    });
  });
  const client = await server.connect({ transports: ["websocket"] });
  const heard: unknown[][] = [];
  for (const at of all.keys()) {
    const packets: unknown[] = [];
    const listen = (event: string, number: unknown): void => void packets.push(`${event} ${String(number)}`);
    client.onAny(listen);
    const done = nextEvent(client, "done");
    client.emit("script", at);
    await done;
    client.offAny(listen);
    heard.push(packets);
  }
  return heard;
}

async function play(socket: Socket, io: Server, script: readonly string[]): Promise<void> {
  for (const [number, name] of script.entries()) {
    const step = steps[name]?.(socket, io, number);
    if (step instanceof Promise) await step;
  }
  await new Promise((resolve) => setImmediate(resolve));
  socket.emit("done");
}

describe.each(engines)("$title", (engine) => {
  test("drops a volatile packet exactly when Socket.IO drops it", async () => {
    expect(await arrivals(engine, scripts)).toEqual(await arrivals(plain, scripts));
  });

  test("drops the same volatile packets as Socket.IO in random scripts", async () => {
    const random = fc.sample(fc.array(fc.constantFrom(...Object.keys(steps)), { maxLength: 9 }), {
      numRuns: 150,
      seed: 15,
    });
    expect(await arrivals(engine, random)).toEqual(await arrivals(plain, random));
  });
});
