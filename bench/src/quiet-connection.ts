import { EventEmitter } from "node:events";
import type { Server } from "socket.io";

/** An Engine.IO connection without a network: takes packets as text, and drops or counts what the server writes. */
export class QuietConnection extends EventEmitter {
  readonly id: string = crypto.randomUUID();
  readonly protocol = 4;
  readonly request = { headers: {}, url: "/socket.io/", connection: {}, _query: {} };
  readonly transport = { name: "websocket", writable: true };
  readyState = "open";
  /** Packets that the server wrote. */
  received = 0;
  readonly #waiting = new Map<number, () => void>();
  #lastId = 0;
  #connected: (() => void) | undefined;
  #refused: ((error: Error) => void) | undefined;

  /** Connects to the main namespace of a server. */
  static async open(io: Server, user: string): Promise<QuietConnection> {
    const connection = new QuietConnection();
    (io as unknown as { onconnection(connection: QuietConnection): void }).onconnection(connection);
    await new Promise<void>((resolve, reject) => {
      connection.#connected = resolve;
      connection.#refused = reject;
      connection.emit("data", `0${JSON.stringify({ user, token: user })}`);
    });
    return connection;
  }

  /** Sends an event and resolves at its ack. */
  ask(event: string, payload: object): Promise<void> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.emit("data", `2${id}${JSON.stringify([event, payload])}`);
    });
  }

  /** Called by Socket.IO for every packet. */
  write(packet: string): void {
    this.received++;
    if (packet.startsWith("0")) this.#connected?.();
    if (packet.startsWith("4")) this.#refused?.(new Error(`Refused: ${packet.slice(1)}`));
    if (!packet.startsWith("3")) return;
    const id = Number.parseInt(packet.slice(1, 12), 10);
    this.#waiting.get(id)?.();
    this.#waiting.delete(id);
  }

  /** Ends it from the client's side. */
  close(): void {
    this.readyState = "closed";
    super.emit("close", "transport close");
  }
}
