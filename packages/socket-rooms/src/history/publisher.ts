import type { ChannelMatch, Channels } from "../channels/channels.js";
import { historyOptionsOf } from "./history-options.js";
import type { History } from "./history.js";
import type { HistoryPosition } from "./history-store.js";
import { roomKey } from "../joining/room-key.js";
import { roomName } from "../joining/room-name.js";
import { wholeRooms } from "../socket-io-internals.js";

/** The sending half of a server, a namespace or a fake. */
export interface PublishTarget {
  /** Of a namespace; a server stands for its main one. */
  readonly name?: unknown;
  to(room: string | string[]): PublishChain;
}

interface PublishChain {
  readonly volatile: PublishChain;
  except(room: string | string[]): PublishChain;
  emit(event: string, ...args: unknown[]): unknown;
}

/** Who is left out of what is published, and where it is published. */
export interface PublishOptions {
  /** Rooms, also connections by their ids, that do not get it: not now, and not when they come back. */
  readonly except?: readonly string[];
  /** One of several namespaces that share their rooms. Default: what the rooms were attached to. */
  readonly namespace?: PublishTarget;
  /** May be lost by clients that cannot take it right now; no history keeps it. Default `false`. */
  readonly volatile?: boolean;
}

/** Sends to rooms: with the channel's name where a rule covers the room, and kept first where it has history. */
export class Publisher {
  readonly #target: PublishTarget;
  readonly #channels: Channels;
  /** `undefined` where this process keeps none. */
  readonly #history: History | undefined;

  constructor(target: PublishTarget, channels: Channels, history: History | undefined) {
    this.#target = target;
    this.#channels = channels;
    this.#history = history;
  }

  /** Whether a channel's rule covers a room. */
  isChannel(room: string): boolean {
    return this.#match(room) !== undefined;
  }

  /**
   * Sends an event once to each member of the rooms, and keeps it in the history of each that has one.
   *
   * A channel is sent apart from those before it, so that each listener gets the event once, marked with one channel that it is in.
   */
  async publish(
    room: string | readonly string[],
    event: string,
    payload: unknown,
    { except = [], namespace = this.#target, volatile: isVolatile = false }: PublishOptions = {},
  ): Promise<void> {
    const names = [...new Set([room].flat().map(roomName))];
    const matches = names.flatMap((name) => this.#match(name) ?? []);
    const covered = matches.map(({ name }) => name);
    const plain = covered.length === 0 ? names : names.filter((name) => !covered.includes(name));
    const kept: Promise<void>[] = [];
    const canKeep = !isVolatile && this.#history !== undefined;
    // What is kept leaves later, when members may be others.
    const isLater = covered.length > 1 && canKeep && matches.some(({ rule }) => historyOptionsOf(rule));
    const earlier = isLater ? (at: number) => covered.slice(0, at) : membersSoFar(namespace, covered);
    for (const [at, { name, rule }] of matches.entries()) {
      const toOthers = chain(namespace, name, [...except, ...earlier(at)], isVolatile);
      const options = isVolatile ? undefined : historyOptionsOf(rule);
      if (this.#history === undefined || options === undefined) {
        toOthers.emit(event, payload, { channel: name });
        continue;
      }
      const message = except.length === 0 ? ([event, payload] as const) : ([event, payload, except] as const);
      const send = (position: HistoryPosition | undefined): void => {
        toOthers.emit(event, payload, { channel: name, ...position });
      };
      const key = roomKey(namespaceOf(namespace), name);
      kept.push(this.#history.publish(key, message, options, send));
    }
    if (plain.length > 0) {
      chain(namespace, plain, [...except, ...covered], isVolatile).emit(event, payload);
    }
    if (kept.length > 0) await Promise.all(kept);
  }

  #match(room: string): ChannelMatch | undefined {
    return this.#channels.size > 0 ? this.#channels.match(room) : undefined;
  }
}

/**
 * Who got an event by an earlier channel, as rooms to leave out at each one.
 *
 * The channels themselves, or the members that two of them share, by the ids of their connections: where all members are here, that
 * looks at each member once, and Socket.IO would look at those of all channels before it for each.
 */
function membersSoFar(target: object, channels: readonly string[]): (at: number) => readonly string[] {
  if (channels.length < 2) return none;
  const rooms = wholeRooms(target);
  if (rooms === undefined) return (at) => channels.slice(0, at);
  const seen = new Set<string>();
  return (at) => {
    const members = [...(rooms.get(channels[at] ?? "") ?? [])];
    const shared = members.filter((id) => seen.has(id));
    for (const id of members) seen.add(id);
    return shared;
  };
}

/** What one channel leaves out. */
const none = (): readonly string[] => [];

/** A server stands for its main namespace. */
export function namespaceOf(target: object): { readonly name: string } {
  const { name } = target as { readonly name?: unknown };
  return { name: typeof name === "string" ? name : "/" };
}

/** Only what is asked for is called, so that a fake with `to` and `emit` will do. */
function chain(
  target: PublishTarget,
  rooms: string | string[],
  except: string[],
  isVolatile: boolean,
): PublishChain {
  const toRooms = target.to(rooms);
  const toOthers = except.length > 0 ? toRooms.except(except) : toRooms;
  return isVolatile ? toOthers.volatile : toOthers;
}
