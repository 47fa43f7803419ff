import type { Socket as ClientSocket } from "socket.io-client";
import type { EventMap } from "../clients/events.js";

/** One event that a socket received. */
export interface ReceivedEvent {
  readonly event: string;
  /** Everything that came with it, as it came out of Socket.IO's parser. */
  readonly args: readonly unknown[];
}

/** What a {@link FakeSocket} remembers. */
export interface Received {
  /** Every event that arrived, in order. Answers are not events; `emitWithAck` returns them. */
  readonly events: readonly ReceivedEvent[];
  /**
   * The payloads of one event, in order.
   *
   * @param event - Its name.
   * @returns Empty when it never came.
   */
  received(event: string): unknown[];
}

/** A client of a `FakeIo`: a real `socket.io-client` socket that remembers what it received. */
export type FakeSocket<
  Listened extends EventMap = EventMap,
  Emitted extends EventMap = Listened,
> = ClientSocket<Listened, Emitted> & Received;

/** Makes a client remember what it receives from now on. */
export function remembering<Listened extends EventMap, Emitted extends EventMap>(
  client: ClientSocket<Listened, Emitted>,
): FakeSocket<Listened, Emitted> {
  const events: ReceivedEvent[] = [];
  client.onAny((event: string, ...args: unknown[]) => {
    events.push({ event, args });
  });
  const received: Received = {
    events,
    received: (event) => events.filter((one) => one.event === event).map(({ args }) => args[0]),
  };
  return Object.assign(client, received);
}
