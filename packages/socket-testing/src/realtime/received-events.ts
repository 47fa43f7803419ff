import { Decoder, Encoder, PacketType, protocol } from "socket.io-parser";
import type { Packet } from "socket.io-parser";
import type { ReceivedEvent } from "../memory/fake-socket.js";

/** A parser of Socket.IO that keeps every event it decodes. */
export interface KeepingParser {
  readonly parser: { readonly Encoder: typeof Encoder; readonly Decoder: typeof Decoder };
  readonly events: readonly ReceivedEvent[];
}

/** @param changed - Called for each event, before the client's own listeners. */
export function keepEvents(changed: () => void): KeepingParser {
  const events: ReceivedEvent[] = [];

  class KeepingDecoder extends Decoder {
    constructor() {
      super();
      this.on("decoded", (packet: Packet) => {
        if (packet.type !== PacketType.EVENT && packet.type !== PacketType.BINARY_EVENT) return;
        const [event, ...args] = packet.data as [string, ...unknown[]];
        events.push({ event, args });
        changed();
      });
    }
  }

  return { parser: Object.assign({ Encoder, Decoder: KeepingDecoder }, { protocol }), events };
}
