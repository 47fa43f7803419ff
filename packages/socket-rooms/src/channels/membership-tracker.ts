import type { Namespace, Socket } from "socket.io";
import { onLeaveRoom } from "../socket-io-internals.js";
import type { ChannelContext } from "./channel-rule.js";
import type { ChannelMatch } from "./channels.js";

/** One connection in one channel. */
export interface Membership {
  readonly socket: Socket;
  readonly match: ChannelMatch;
  /** Who it was when it joined; the identity may be gone when it leaves. */
  readonly context: ChannelContext;
}

/** Called when a membership ended, in the same tick. `closing` when its whole connection ends. */
export type MembershipEnded = (membership: Membership, closing: boolean) => void;

/**
 * Tracks who is in the channels that have presence or hooks.
 *
 * Leaving is read from the adapter, which sees every way out: `leaveRoom`, raw `socket.leave`, `socketsLeave` from
 * another node, disconnects and crashes.
 */
export class MembershipTracker {
  readonly #members = new Map<string, Map<string, Membership>>();
  readonly #watched = new WeakSet<Adapter>();
  readonly #closing = new WeakSet<Socket>();
  readonly #onEnd: MembershipEnded;

  constructor(onEnd: MembershipEnded) {
    this.#onEnd = onEnd;
  }

  /** Adds a membership. The socket is in the room already. */
  add(membership: Membership): void {
    const { socket, match } = membership;
    let rooms = this.#members.get(socket.id);
    if (rooms === undefined) {
      this.#watch(socket.nsp);
      socket.on("disconnecting", this.#markClosing);
      this.#members.set(socket.id, (rooms = new Map<string, Membership>()));
    }
    rooms.set(match.name, membership);
  }

  /** The membership of a connection, if it is tracked. */
  find(socketId: string, channel: string): Membership | undefined {
    return this.#members.get(socketId)?.get(channel);
  }

  #watch(nsp: Namespace): void {
    if (this.#watched.has(nsp.adapter)) return;
    this.#watched.add(nsp.adapter);
    onLeaveRoom(nsp, this.#onLeaveRoom);
  }

  readonly #markClosing: (this: Socket) => void = ((closing) =>
    function markClosing(this: Socket): void {
      closing.add(this);
    })(this.#closing);

  readonly #onLeaveRoom = (room: string, socketId: string): void => {
    const rooms = this.#members.get(socketId);
    const membership = rooms?.get(room);
    if (rooms === undefined || membership === undefined) return;
    rooms.delete(room);
    if (rooms.size === 0) {
      this.#members.delete(socketId);
      membership.socket.off("disconnecting", this.#markClosing);
    }
    this.#onEnd(membership, this.#closing.has(membership.socket));
  };
}

type Adapter = Namespace["adapter"];
