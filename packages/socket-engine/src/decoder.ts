import { Decoder, PacketType } from "socket.io-parser";
import type { Packet } from "socket.io-parser";
import { needsOwnDecoding } from "./socket-io-internals.js";

const digitZero = 48;
const digitNine = 57;
const slash = 47;
const bracket = 91;

/** Names that no event may have; Socket.IO's decoder says so. */
const reserved = new Set<unknown>([
  "connect",
  "connect_error",
  "disconnect",
  "disconnecting",
  "newListener",
  "removeListener",
]);

/** Socket.IO's decoder, with a shorter way for events and acks without binary. Every other packet takes Socket.IO's. */
export class FastDecoder extends Decoder {
  /** As Socket.IO's: the same packets and the same errors for the same input. */
  override add(input: unknown): void {
    const packet = typeof input === "string" && !needsOwnDecoding(this) ? plainPacket(input) : undefined;
    if (packet) this.#tell(packet);
    else super.add(input);
  }

  /** Calls one listener, Socket.IO's own as a rule, without copying lists of listeners and arguments. */
  #tell(packet: Packet): void {
    const listeners = this.listeners("decoded");
    if (listeners.length === 1) listeners[0]?.call(this, packet);
    else this.emitReserved("decoded", packet);
  }
}

/** An event or an ack; `undefined` where Socket.IO's decoder has to decide. */
function plainPacket(text: string): Packet | undefined {
  const type = typeOf(text);
  if (type === undefined) return undefined;
  let at = 1;
  let nsp = "/";
  if (text.charCodeAt(1) === slash) {
    at = text.indexOf(",", 2);
    if (at < 0) return undefined;
    nsp = text.slice(1, at++);
  }
  const idAt = at;
  while (isDigit(text.charCodeAt(at))) at++;
  if (text.charCodeAt(at) !== bracket) return undefined;
  const data = parse(text.slice(at));
  if (data === undefined || (type === PacketType.EVENT && !isEvent(data))) return undefined;
  return at === idAt ? { type, nsp, data } : { type, nsp, id: Number(text.slice(idAt, at)), data };
}

function typeOf(text: string): PacketType.EVENT | PacketType.ACK | undefined {
  if (text.startsWith("2")) return PacketType.EVENT;
  return text.startsWith("3") ? PacketType.ACK : undefined;
}

function isDigit(code: number): boolean {
  return code >= digitZero && code <= digitNine;
}

/** What begins with a bracket is an array, or no JSON. */
function parse(text: string): unknown[] | undefined {
  try {
    return JSON.parse(text) as unknown[];
  } catch {
    // Socket.IO's own decoder reports the error.
    return undefined;
  }
}

function isEvent([name]: unknown[]): boolean {
  return typeof name === "number" || (typeof name === "string" && !reserved.has(name));
}
