import { WebSocket } from "ws";
import type { Wire } from "./wire.js";

/** One connection of the load generator. */
export class Client {
  /** Answers that have not come yet, by id. */
  readonly #waiting = new Map<number, (text: string) => void>();
  readonly #socket: WebSocket;
  readonly #wire: Wire;
  #lastId = 0;
  /** Sees every answer, for runs that only count them. */
  onAnswer: (() => void) | undefined;
  /** Sees every event of the server's. */
  onEvent: ((text: string) => void) | undefined;

  private constructor(socket: WebSocket, wire: Wire) {
    this.#socket = socket;
    this.#wire = wire;
  }

  /** Connects and signs in. */
  static open(wire: Wire, port: number, token: string): Promise<Client> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(wire.url(port), { perMessageDeflate: false });
      const client = new Client(socket, wire);
      socket.on("error", reject);
      socket.on("close", (code) => reject(new Error(`Closed before it was ready (${code}).`)));
      socket.on("open", () => wire.open?.(socket, token));
      socket.on("message", (data) => {
        // eslint-disable-next-line @typescript-eslint/no-base-to-string -- frames are Buffers here
        const arrival = wire.read(data.toString(), socket, token);
        if (arrival?.kind === "ready") resolve(client);
        else if (arrival?.kind === "refused") reject(new Error(`Refused: ${arrival.text}`));
        else if (arrival?.kind === "event") client.onEvent?.(arrival.text);
        else if (arrival?.kind === "answer") client.#answered(arrival.id, arrival.text);
      });
    });
  }

  /** Sends a request that only {@link Client.onAnswer} hears of. */
  send(body: string): void {
    this.#socket.send(this.#wire.request(++this.#lastId, body));
  }

  /** Sends a request and waits for its answer. `undefined` when none came in time. */
  async request(event: string, payload: unknown, timeoutMs = 10_000): Promise<unknown> {
    const id = ++this.#lastId;
    const text = await new Promise<string | undefined>((resolve) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        resolve(undefined);
      }, timeoutMs);
      this.#waiting.set(id, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      this.#socket.send(this.#wire.request(id, this.#wire.body(event, payload)));
    });
    return text === undefined ? undefined : this.#wire.parse(text);
  }

  /** Closes, and waits until the server has too. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.once("close", () => resolve());
      this.#socket.close();
    });
  }

  #answered(id: number, text: string): void {
    const settle = this.#waiting.get(id);
    if (settle === undefined) {
      this.onAnswer?.();
      return;
    }
    this.#waiting.delete(id);
    settle(text);
  }
}
