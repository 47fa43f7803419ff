import { EventEmitter } from "node:events";
import type { Socket } from "socket.io";
import { expect, it } from "vitest";
import { answer } from "./answer.js";

const quiet = { debug: ignore, info: ignore, warn: ignore, error: ignore };

it.each(["answers", "refuses"])("says nothing to a socket that is gone when the work %s", async (how) => {
  const said: unknown[] = [];
  const socket = Object.assign(new EventEmitter(), { connected: true });
  socket.on("error:socket", (error) => said.push(error));
  const ack = (envelope: unknown): void => void said.push(envelope);
  const work = (): string => {
    socket.connected = false;
    if (how === "refuses") throw new Error("refused");
    return "reply";
  };
  await answer(socket as unknown as Socket, "channel:join", [{}, ack], work, quiet);
  await answer(socket as unknown as Socket, "channel:join", [{}], work, quiet);
  expect(said).toEqual([]);
});

it("takes an ack alone as no payload", async () => {
  const socket = { connected: true } as unknown as Socket;
  const said: unknown[] = [];
  const payloads: unknown[] = [];
  const ack = (envelope: unknown): void => void said.push(envelope);
  await answer(socket, "channel:join", [ack], (payload) => payloads.push(payload), quiet);
  expect([payloads, said]).toEqual([[undefined], [{ ok: true, data: 1 }]]);
});

function ignore(): void {
  // Nothing is asked of the log here.
}
