import type { Namespace, Server } from "socket.io";
import { Decoder, Encoder } from "socket.io-parser";
import type { Packet } from "socket.io-parser";

/** One event that the server sent to rooms, or to every socket. */
export interface SentEvent {
  /** The namespace's name. */
  readonly namespace: string;
  readonly event: string;
  /** What came with it, as clients read it. */
  readonly args: readonly unknown[];
  /** The rooms it went to; empty for every socket. */
  readonly rooms: readonly string[];
  /** The rooms and sockets that were left out. */
  readonly except: readonly string[];
  readonly isVolatile: boolean;
  /** Whether the sockets were asked for an answer. */
  readonly wantsAck: boolean;
}

type Adapter = Namespace["adapter"];
type Options = Parameters<Adapter["broadcast"]>[1];

type Answered =
  Parameters<Adapter["broadcastWithAck"]> extends [unknown, unknown, ...infer Rest] ? Rest : never;

/** Keeps what an adapter broadcasts, and lets it do so. */
export function recordBroadcasts(io: Server, sent: SentEvent[]): void {
  const Base = io.adapter() as unknown as new (namespace: Namespace) => Adapter;

  class RecordingAdapter extends Base {
    readonly #namespace: string;

    constructor(namespace: Namespace) {
      super(namespace);
      this.#namespace = namespace.name;
    }

    override broadcast(packet: Packet, options: Options): void {
      sent.push(sentEvent(packet, options, this.#namespace, false));
      super.broadcast(packet, options);
    }

    override broadcastWithAck(packet: Packet, options: Options, ...answered: Answered): void {
      sent.push(sentEvent(packet, options, this.#namespace, true));
      super.broadcastWithAck(packet, options, ...answered);
    }
  }

  io.adapter(RecordingAdapter as never);
}

function sentEvent(packet: Packet, options: Options, namespace: string, wantsAck: boolean): SentEvent {
  const [event, ...args] = overTheWire(packet, namespace);
  return {
    namespace,
    event: String(event),
    args,
    rooms: [...options.rooms],
    except: [...(options.except ?? [])],
    isVolatile: options.flags?.volatile === true,
    wantsAck,
  };
}

/** The data of a packet, as it is at the other end of Socket.IO's parser. */
function overTheWire(packet: Packet, namespace: string): readonly unknown[] {
  const decoder = new Decoder();
  let data: readonly unknown[] = [];
  decoder.on("decoded", (decoded: Packet) => {
    data = decoded.data as unknown[];
  });
  // The encoder takes binary data out of what it is given, but the adapter still needs it.
  const copy = { ...packet, nsp: namespace };
  for (const part of new Encoder().encode(copy)) decoder.add(part);
  return data;
}
