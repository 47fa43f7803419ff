import { isSocketException } from "@carillon/socket-contract";
import type { Envelope } from "@carillon/socket-contract";
import { Decoder, Encoder, PacketType } from "socket.io-parser";
import type { Packet } from "socket.io-parser";
import { shown } from "../assertions/matching.js";

/** Answers an event; what it throws is the refusal. */
export type FakeHandler = (payload: unknown) => unknown;

/** The server's end of one connection. */
export interface FakePeer {
  /** Gets each frame that the server sends. */
  deliver(frame: string | Uint8Array): void;
}

/** Speaks to one client as a server of Carillon does, as far as a page can tell. It listens to nothing. */
export class FakeServer {
  /** What the client sent, joins apart. */
  readonly requests: { readonly event: string; readonly payload: unknown }[] = [];
  readonly #handlers: ReadonlyMap<string, FakeHandler>;
  readonly #encoder = new Encoder();
  #decoder = new Decoder();
  #peer: FakePeer | undefined;
  #connections = 0;

  constructor(handlers: ReadonlyMap<string, FakeHandler>) {
    this.#handlers = handlers;
  }

  /** A client connects. */
  open(peer: FakePeer): void {
    this.#peer = peer;
    this.#decoder = new Decoder();
    this.#decoder.on("decoded", (packet: Packet) => {
      this.#take(packet);
    });
    const sid = `fake-${String(++this.#connections)}`;
    // The longest time without a sign of life that a timer holds.
    const heartbeat = { pingInterval: 2_000_000_000, pingTimeout: 0 };
    peer.deliver(`0${JSON.stringify({ sid, upgrades: [], maxPayload: 1e9, ...heartbeat })}`);
  }

  close(): void {
    this.#peer = undefined;
  }

  /** A frame of Engine.IO from the client. */
  receive(frame: string | Uint8Array): void {
    if (typeof frame !== "string") this.#decoder.add(frame);
    else if (frame.startsWith("4")) this.#decoder.add(frame.slice(1));
  }

  /** Sends an event. */
  emit(event: string, ...args: readonly unknown[]): void {
    this.#send({ type: PacketType.EVENT, data: [event, ...args], nsp: "/" });
  }

  #take({ type, data, id }: Packet): void {
    if (type === PacketType.CONNECT) {
      this.#send({ type, nsp: "/", data: { sid: `fake-${String(this.#connections)}` } });
      const { join = [] } = (data ?? {}) as { readonly join?: readonly { readonly channel: string }[] };
      for (const request of join)
        void this.#answer("channel:join", request).then((answer) => {
          this.emit("channel:joined", { channel: request.channel, answer });
        });
    }
    if (type !== PacketType.EVENT && type !== PacketType.BINARY_EVENT) return;
    const [event, payload] = data as [string, unknown];
    void this.#answer(event, payload).then((answer) => {
      if (id !== undefined) this.#send({ type: PacketType.ACK, id, data: [answer], nsp: "/" });
      else if (!answer.ok) this.emit("error:socket", { event, ...answer });
    });
  }

  async #answer(event: string, payload: unknown): Promise<Envelope> {
    if (!event.startsWith("channel:") && event !== "client:alive") this.requests.push({ event, payload });
    const handler = this.#handlers.get(event);
    if (!handler) {
      const known = [...this.#handlers.keys()]
        .filter((name) => !/^(?:channel|client|auth|notifications):/.test(name))
        .join(", ");
      const message = `The fake has no handler for "${event}"; it has ${known || "none"}.`;
      return { ok: false, error: "unknown_event", message, status: 404 };
    }
    try {
      return { ok: true, data: (await handler(payload)) ?? null };
    } catch (error) {
      return refusal(error);
    }
  }

  #send(packet: Packet): void {
    for (const part of this.#encoder.encode(packet)) {
      this.#peer?.deliver(typeof part === "string" ? `4${part}` : (part as Uint8Array));
    }
  }
}

function refusal(error: unknown): Envelope & { readonly ok: false } {
  const {
    code = "socket_error",
    status = 500,
    data,
  } = error as {
    readonly code?: string;
    readonly status?: number;
    readonly data?: unknown;
  };
  const message = error instanceof Error ? error.message : shown(error);
  const isMeant = isSocketException(error);
  return {
    ok: false,
    error: isMeant ? code : "socket_error",
    message,
    status: isMeant ? status : 500,
    ...(isMeant && data !== undefined && { data }),
  };
}
