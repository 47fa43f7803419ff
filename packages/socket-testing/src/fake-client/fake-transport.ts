import { WebSocket } from "../socket-io-internals.js";
import type { FakePeer, FakeServer } from "./fake-server.js";

/** Connections to a {@link FakeServer}: they can be broken, and kept from coming back. */
export interface FakeNetwork {
  /** For the option `transports` of Socket.IO's client. */
  readonly transport: typeof WebSocket;
  isUp: boolean;
  /** Breaks the connection. */
  cut(): void;
}

/** Makes the network between one client and its fake server. It works in browsers and in Node. */
export function createFakeNetwork(server: FakeServer): FakeNetwork {
  let current: FakeWebSocket | undefined;

  class FakeTransport extends WebSocket {
    override createSocket(): FakeWebSocket {
      return (current = new FakeWebSocket(server, () => network.isUp));
    }
  }

  const network: FakeNetwork = {
    transport: FakeTransport,
    isUp: true,
    cut: () => {
      current?.lose();
    },
  };
  return network;
}

/** What Engine.IO's client uses of a WebSocket. */
class FakeWebSocket implements FakePeer {
  onopen: (() => void) | null = null;
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  binaryType = "arraybuffer";
  /** Engine.IO's client unrefs the TCP socket under it in Node; there is none. */
  readonly _socket: { unref(): void } = { unref: () => undefined };
  readonly #server: FakeServer;
  #isOpen = false;
  #isClosed = false;

  constructor(server: FakeServer, isUp: () => boolean) {
    this.#server = server;
    queueMicrotask(() => {
      if (this.#isClosed) return;
      if (!isUp()) {
        this.onerror?.(new Error("The fake network is down."));
        this.lose();
        return;
      }
      this.#isOpen = true;
      this.onopen?.();
      server.open(this);
    });
  }

  send(frame: string | Uint8Array): void {
    const copy = typeof frame === "string" ? frame : new Uint8Array(frame);
    queueMicrotask(() => {
      if (this.#isOpen) this.#server.receive(copy);
    });
  }

  deliver(frame: string | Uint8Array): void {
    queueMicrotask(() => {
      if (this.#isOpen) this.onmessage?.({ data: frame });
    });
  }

  close(): void {
    queueMicrotask(() => {
      this.lose();
    });
  }

  lose(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#isOpen) this.#server.close();
    this.#isOpen = false;
    this.onclose?.({ code: 1006, reason: "" });
  }
}
