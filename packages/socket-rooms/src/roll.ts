import type { Namespace, Socket } from "socket.io";
import type { ChannelContext } from "./channel-rule.js";
import type { ChannelMatch } from "./channels.js";

/** One connection in one channel. */
export interface Membership {
  readonly socket: Socket;
  readonly match: ChannelMatch;
  /** Who it was when it came in; the identity may be gone when it goes. */
  readonly context: ChannelContext;
}

/** Told about a membership that ended, in the same tick. `closing` when its whole connection ends. */
export type WhenGone = (membership: Membership, closing: boolean) => void;

/**
 * Who came into the channels that want to know when somebody goes.
 *
 * Leaving is read from the adapter, which sees every way out: `leaveRoom`, raw `socket.leave`, `socketsLeave` from
 * another node, disconnects and crashes.
 */
export class Roll {
  readonly #members = new Map<string, Map<string, Membership>>();
  readonly #watched = new WeakSet<Adapter>();
  readonly #closing = new WeakSet<Socket>();
  readonly #whenGone: WhenGone;

  constructor(whenGone: WhenGone) {
    this.#whenGone = whenGone;
  }

  /** Enters a membership. The socket is in the room already. */
  enrol(membership: Membership): void {
    const { socket, match } = membership;
    let rooms = this.#members.get(socket.id);
    if (rooms === undefined) {
      this.#watch(socket.nsp.adapter);
      socket.on("disconnecting", this.#markClosing);
      this.#members.set(socket.id, (rooms = new Map<string, Membership>()));
    }
    rooms.set(match.name, membership);
  }

  /** The membership of a connection, if it is on the roll. */
  find(socketId: string, channel: string): Membership | undefined {
    return this.#members.get(socketId)?.get(channel);
  }

  #watch(adapter: Adapter): void {
    if (this.#watched.has(adapter)) return;
    this.#watched.add(adapter);
    adapter.on("leave-room", this.#left);
  }

  readonly #markClosing: (this: Socket) => void = ((closing) =>
    function markClosing(this: Socket): void {
      closing.add(this);
    })(this.#closing);

  readonly #left = (room: string, socketId: string): void => {
    const rooms = this.#members.get(socketId);
    const membership = rooms?.get(room);
    if (rooms === undefined || membership === undefined) return;
    rooms.delete(room);
    if (rooms.size === 0) {
      this.#members.delete(socketId);
      membership.socket.off("disconnecting", this.#markClosing);
    }
    this.#whenGone(membership, this.#closing.has(membership.socket));
  };
}

type Adapter = Namespace["adapter"];
