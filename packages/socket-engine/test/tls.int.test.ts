import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { carillonEngine } from "../src/index.js";
import { engines, takeParts, plain } from "./engines.js";
import type { Ack, Engine } from "./engines.js";

/** A secret that both sides know needs no certificate. */
const psk = Buffer.alloc(32, "bell");
const ciphers = "PSK-AES128-GCM-SHA256";
const maxVersion = "TLSv1.2";

describe.each(engines)("$title", (engine) => {
  test("sends the same over TLS as Socket.IO does, in that order", async () => {
    const frames = await framesOf(engine);
    expect(frames).toHaveLength(40);
    expect(frames).toEqual(await framesOf(plain));
  });
});

/** All that a client hears that asks ten times in one tick. */
async function framesOf(engine: Engine): Promise<string[]> {
  const http = createServer({ pskCallback: () => psk, ciphers, maxVersion });
  const io = new Server(http, engine.options && carillonEngine(engine.options));
  takeParts(engine, io);
  io.on("connection", (socket) => {
    socket.on("ask", (value: unknown, ack: Ack) => {
      socket.emit("before", value);
      io.emit("all", "é".repeat(200));
      ack(value, "answer");
      // More than one record of TLS holds.
      socket.emit("long", "x".repeat(40_000));
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  try {
    return await heardBy(`wss://127.0.0.1:${String((http.address() as AddressInfo).port)}`);
  } finally {
    await io.close();
  }
}

function heardBy(url: string): Promise<string[]> {
  const options = {
    pskCallback: () => ({ psk, identity: "bell" }),
    ciphers,
    maxVersion,
    checkServerIdentity: () => undefined,
    perMessageDeflate: false,
  };
  const socket = new WebSocket(`${url}/socket.io/?EIO=4&transport=websocket`, options as object);
  const frames: string[] = [];
  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("message", (data) => {
      const text = (data as Buffer).toString();
      if (text.startsWith("0")) socket.send("40");
      else if (text.startsWith("40"))
        for (let id = 0; id < 10; id++) socket.send(`42${String(id)}["ask",${String(id)}]`);
      else if (frames.push(text) === 40) {
        socket.close();
        resolve(frames);
      }
    });
  });
}
