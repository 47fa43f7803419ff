import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { answerEvent } from "./answer-event.js";
import type { AnsweredSocket } from "./answer-event.js";

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
  await answerEvent(socket, "channel:join", [{}, ack], work, quiet);
  await answerEvent(socket, "channel:join", [{}], work, quiet);
  expect(said).toEqual([]);
});

it("takes an ack alone as no payload", async () => {
  const socket = { connected: true } as unknown as AnsweredSocket;
  const said: unknown[] = [];
  const payloads: unknown[] = [];
  const ack = (envelope: unknown): void => void said.push(envelope);
  await answerEvent(socket, "channel:join", [ack], (payload) => payloads.push(payload), quiet);
  expect([payloads, said]).toEqual([[undefined], [{ ok: true, data: 1 }]]);
});

function ignore(): void {
  // Nothing is asked of the log here.
}
