import { Decoder, Encoder, PacketType, protocol } from "socket.io-parser";
import type { Packet } from "socket.io-parser";
import type { ChannelJoinReply } from "@carillon/socket-contract";
import type { ReceivedEvent } from "../memory/fake-socket.js";

/** A parser of Socket.IO that keeps every event it decodes. */
export interface KeepingParser {
  readonly parser: { readonly Encoder: typeof Encoder; readonly Decoder: typeof Decoder };
  readonly events: readonly ReceivedEvent[];
}

/**
 * @param changed - Called for each event, before the client's own listeners. What a client missed comes with the answer to a join, and
 * counts as received as well.
 */
export function keepEvents(changed: () => void): KeepingParser {
  const events: ReceivedEvent[] = [];

  function keep({ type, data }: Packet): void {
    const args = data as readonly unknown[];
    if (type === PacketType.EVENT || type === PacketType.BINARY_EVENT) {
      const [event, ...rest] = args as [string, ...unknown[]];
      if (event === "channel:joined") keepMissed((rest[0] as { readonly answer?: unknown }).answer);
      else events.push({ event, args: rest });
    } else if (type === PacketType.ACK || type === PacketType.BINARY_ACK) {
      keepMissed(args[0]);
    }
    changed();
  }

  function keepMissed(answer: unknown): void {
    const { data } = (answer ?? {}) as { readonly data?: Partial<ChannelJoinReply> | null };
    for (const { event, payload } of data?.history?.missed ?? []) events.push({ event, args: [payload] });
  }

  class KeepingDecoder extends Decoder {
    constructor() {
      super();
      this.on("decoded", keep);
    }
  }

  return { parser: Object.assign({ Encoder, Decoder: KeepingDecoder }, { protocol }), events };
}
