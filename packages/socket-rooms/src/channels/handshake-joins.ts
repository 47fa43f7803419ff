import { takeFromHandshake } from "@carillon/socket-contract/server";
import type { Socket } from "socket.io";
import { receiveEvent } from "../socket-io-internals.js";

/** How many channels one handshake may join. */
const maxJoins = 100;

/**
 * Joins the channels that the handshake asks for, in `auth.join`: a list of what `channel:join` takes. That spares clients that come
 * back a round trip for each channel.
 *
 * Each goes the way of a `channel:join` that comes right behind the handshake, with all limits and guards. Its answer is the event
 * `channel:joined`, `{ channel, answer }`.
 */
export function joinFromHandshake(socket: Socket): void {
  const join = takeFromHandshake(socket, "join");
  if (!Array.isArray(join)) return;
  // Behind all listeners of "connection", ahead of everything that the client sends.
  process.nextTick(() => {
    for (const payload of join.slice(0, maxJoins) as unknown[]) {
      if (!socket.connected) return;
      const { channel } = Object(payload) as { channel?: unknown };
      const answered = (answer: unknown): void => {
        socket.emit("channel:joined", { channel: typeof channel === "string" ? channel : null, answer });
      };
      receiveEvent(socket, ["channel:join", payload, answered]);
    }
  });
}
