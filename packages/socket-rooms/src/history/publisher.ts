import type { Channels } from "../channels/channels.js";
import { historyOptionsOf } from "./history-options.js";
import type { FullHistoryOptions } from "./history-options.js";
import type { History } from "./history.js";
import type { HistoryPosition } from "./history-store.js";
import { roomKey } from "../joining/room-key.js";
import { roomName } from "../joining/room-name.js";

/** The sending half of a server, a namespace or a fake. */
export interface PublishTarget {
  /** Of a namespace; a server stands for its main one. */
  readonly name?: unknown;
  to(room: string | string[]): PublishChain;
}

interface PublishChain {
  except(room: string | string[]): PublishChain;
  emit(event: string, ...args: unknown[]): unknown;
}

/** Who is not to have what is published, and where it is published. */
export interface PublishOptions {
  /** Rooms, also connections by their ids, that do not get it: not now, and not when they come back. */
  readonly except?: readonly string[];
  /** One of several namespaces that share their rooms. Default: what the rooms were attached to. */
  readonly namespace?: PublishTarget;
}

/** Sends to rooms, and keeps what is sent to channels with history. */
export class Publisher {
  readonly #target: PublishTarget;
  readonly #channels: Channels;
  readonly #history: History;

  constructor(target: PublishTarget, channels: Channels, history: History) {
    this.#target = target;
    this.#channels = channels;
    this.#history = history;
  }

  /** How a room's history is kept; `undefined` where it has none. */
  historyOf(room: string): FullHistoryOptions | undefined {
    const match = this.#channels.size > 0 ? this.#channels.match(room) : undefined;
    return match && historyOptionsOf(match.rule);
  }

  /**
   * Sends an event once to everybody in the rooms, and keeps it in the history of each that has one.
   *
   * A room is told apart from those before it, so that each listener gets it once, with a place of a room that it is in.
   */
  async publish(
    room: string | readonly string[],
    event: string,
    payload: unknown,
    { except = [], namespace = this.#target }: PublishOptions = {},
  ): Promise<void> {
    const names = [...new Set([room].flat().map(roomName))];
    const plain = names.filter((name) => this.historyOf(name) === undefined);
    const kept = names.filter((name) => !plain.includes(name));
    const message = except.length === 0 ? ([event, payload] as const) : ([event, payload, except] as const);
    const sendings = kept.map(async (channel, at) => {
      const options = this.historyOf(channel);
      if (options === undefined) return;
      const toOthers = chain(namespace, channel, [...except, ...kept.slice(0, at)]);
      const send = (position: HistoryPosition | undefined): void => {
        toOthers.emit(event, payload, ...(position === undefined ? [] : [{ channel, ...position }]));
      };
      await this.#history.publish(roomKey(namespaceOf(namespace), channel), message, options, send);
    });
    if (plain.length > 0) chain(namespace, plain, [...except, ...kept]).emit(event, payload);
    await Promise.all(sendings);
  }
}

/** A server stands for its main namespace. */
export function namespaceOf(target: object): { readonly name: string } {
  const { name } = target as { readonly name?: unknown };
  return { name: typeof name === "string" ? name : "/" };
}

/** Only what is asked for is called, so that a fake with `to` and `emit` will do. */
function chain(target: PublishTarget, rooms: string | string[], except: string[]): PublishChain {
  const toRooms = target.to(rooms);
  return except.length > 0 ? toRooms.except(except) : toRooms;
}
