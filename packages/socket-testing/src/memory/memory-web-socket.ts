import { EventEmitter } from "node:events";

/** What one frame carries: text, or bytes. */
export type Frame = string | Uint8Array;

/** What the server's end may be called with when a frame is on its way. */
type Sent = (error?: Error) => void;

const open = 1;
const closed = 3;

/**
 * The server's end of a WebSocket that never touches a network, as Engine.IO knows it from `ws`.
 *
 * What is sent arrives in the next tick, so that all that is under way has arrived a turn of the event loop later.
 * Both ends get copies.
 */
export class MemoryWebSocket extends EventEmitter {
  readonly #client: MemoryClientSocket;
  readonly #maxPayload: number;
  #isOpen = true;

  /**
   * @param client - The other end.
   * @param maxPayload - The most bytes that one frame from the client may have.
   */
  constructor(client: MemoryClientSocket, maxPayload: number) {
    super();
    this.#client = client;
    this.#maxPayload = maxPayload;
    client.join(this);
  }

  /** Sends a frame to the client. */
  send(data: Frame, done?: Sent): void {
    if (this.#isOpen) this.#client.receive(copyOf(data));
    const error = this.#isOpen ? undefined : new Error("WebSocket is not open");
    // Until then the wire is busy: further events queue up, and volatile ones are dropped.
    if (done) process.nextTick(() => void done(error));
  }

  /** Closes both ends. */
  close(code = 1005): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    process.nextTick(() => {
      this.#client.leave(code);
      this.emit("close", code, Buffer.alloc(0));
    });
  }

  /** Loses the connection: no end hears of it from the other. */
  lose(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.emit("close", 1006, Buffer.alloc(0));
  }

  /** Takes a frame from the client, or ends the connection over one that is too large. */
  receive(data: Frame): void {
    if (!this.#isOpen) return;
    const frame = copyOf(data);
    const bytes = typeof frame === "string" ? Buffer.from(frame) : frame;
    if (bytes.byteLength <= this.#maxPayload) {
      this.emit("message", bytes, typeof frame !== "string");
      return;
    }
    this.emit("error", new RangeError("Max payload size exceeded"));
    this.close(1009);
  }
}

/** The client's end, with the properties of a browser's `WebSocket` that Engine.IO's client uses. */
export class MemoryClientSocket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: Frame }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  binaryType = "nodebuffer";
  readyState = 0;
  /** With `autoUnref`, Engine.IO's client unrefs the TCP socket; there is none. */
  readonly _socket: { unref(): void } = { unref: () => undefined };
  #server: MemoryWebSocket | undefined;

  /** The server accepted; perhaps too late. */
  join(server: MemoryWebSocket): void {
    if (this.readyState === closed) {
      server.close();
      return;
    }
    this.#server = server;
    this.readyState = open;
    this.onopen?.();
  }

  /** The server refused. */
  refuse(message: string): void {
    if (this.readyState === closed) return;
    this.onerror?.({ message });
    this.leave(1006);
  }

  receive(data: Frame): void {
    if (this.readyState === open) this.onmessage?.({ data });
  }

  leave(code: number): void {
    if (this.readyState === closed) return;
    this.readyState = closed;
    this.onclose?.({ code, reason: "" });
  }

  /** Both ends lose the connection, as when a network goes. */
  lose(): void {
    this.leave(1006);
    this.#server?.lose();
  }

  send(data: Frame): void {
    const frame = copyOf(data);
    if (this.readyState === open) process.nextTick(() => this.#server?.receive(frame));
  }

  /** Closes both ends, behind everything that was sent. */
  close(): void {
    process.nextTick(() => {
      this.leave(1005);
      this.#server?.close();
    });
  }
}

/** What the other side reads: text as UTF-8 carries it, and bytes of its own. */
function copyOf(data: Frame): Frame {
  const bytes = Buffer.from(data);
  return typeof data === "string" ? bytes.toString() : bytes;
}
