import { consoleLogger, scrubLogger } from "@carillon/socket-scrub";
import type { ContractDefinition, PresenceInfo } from "@carillon/socket-contract";
import type { Logger } from "@carillon/socket-scrub";
import type { Socket } from "socket.io";
import { channelEvents } from "./channel-events.js";
import { ChannelKeeper } from "./channel-keeper.js";
import { ChannelRequests } from "./channel-requests.js";
import { Gate } from "./gate.js";
import type { ChannelRuleFor } from "./channel-rule.js";
import { Channels } from "./channels.js";
import { History } from "./history.js";
import type { HistoryStore } from "./history-store.js";
import { MemoryHistoryStore } from "./memory-history-store.js";
import { MemoryPresenceStore } from "./memory-presence-store.js";
import { Presence } from "./presence.js";
import type { PresenceStore } from "./presence-store.js";
import type { MemberOf } from "./presence-view.js";
import { PresenceSchemas } from "./presence-schemas.js";
import { namespaceOf, Publisher } from "./publisher.js";
import type { PublishOptions, PublishTarget } from "./publisher.js";
import { Recheck } from "./recheck.js";
import { RoomKeeper } from "./room-keeper.js";
import { roomName } from "./room-name.js";
import { socketHelpers } from "./socket-helpers.js";
import type { Door } from "./socket-helpers.js";
import { parseUserRoom } from "./user-room.js";
import type { UserId } from "./user-room.js";

/** What rooms attach to: a Socket.IO `Server` (its main namespace), a `Namespace`, or a fake with `.on`. */
export interface RoomsTarget {
  /** Calls back for every socket that connects. */
  on(event: "connection", listener: (socket: Socket) => void): unknown;
}

/** How rooms behave. */
export interface RoomsOptions {
  /** Template of the personal rooms: any text with exactly one `{id}`. Default `"users.{id}"`. */
  readonly user?: string;
  /** Rooms that one socket may be in besides its own id and its personal room. Default 100. */
  readonly max?: number;
  /** Channel rules, where several namespaces share them. Default: none but those of `rooms.channel`. */
  readonly channels?: Channels;
  /** Its `channels` say what members show of themselves. Default: any object. */
  readonly contract?: ContractDefinition;
  /** Keeps who is in channels with presence. Default: in memory, for one process. */
  readonly presence?: PresenceStore;
  /** Keeps what is published in channels with history. Default: in memory, for one process. */
  readonly history?: HistoryStore;
  /** How long a channel rule may take, in milliseconds; 0 is forever. Default 30,000. */
  readonly timeoutMs?: number;
  /** Default: the console. */
  readonly logger?: Logger;
}

/** The rooms of one server or namespace. */
export interface Rooms {
  /**
   * The personal room of a user.
   *
   * @param id - A non-empty string or an integer.
   * @returns The room's name, for `io.to(...)`.
   * @throws SocketException `bad_input` for anything else, so that nothing is sent to `users.undefined`.
   */
  readonly userRoom: (id: UserId) => string;
  /**
   * Whether a name has the form of a personal room.
   *
   * @param name - Anything.
   * @returns `true` for `"users.42"` with the default template, whoever 42 is.
   */
  readonly isUserRoom: (name: unknown) => boolean;
  /**
   * Defines who may join the channels of a pattern; clients then join by `channel:join`.
   *
   * Define channels before clients connect.
   *
   * @param pattern - Such as `"orders.{orderId}"`.
   * @param rule - The `join` function alone, or an object or a class with `join`.
   * @throws TypeError for a pattern or a rule that cannot be used, or a pattern defined twice.
   */
  readonly channel: <const Pattern extends string>(pattern: Pattern, rule: ChannelRuleFor<Pattern>) => void;
  /**
   * Asks a channel's rule again for everybody in it, and puts out who lost the right, on every node.
   *
   * @param pattern - A defined pattern, or one channel's whole name.
   * @returns How many connections of this node were put out.
   * @throws TypeError when no channel is meant by it.
   */
  readonly recheckChannel: (pattern: string) => Promise<number>;
  /**
   * Sends an event to everybody in a room, or in several; where a channel among them has history, keeps it first.
   *
   * Listeners get `(payload, position)`; the position `{ channel, epoch, offset }` comes with history alone. A client
   * that keeps it gets what it missed by `channel:join` with `since`. Who is in several of the rooms gets the event once,
   * with the position in the first of its channels; coming back it gets it again from the others.
   *
   * @param room - One room, or several; an empty list reaches nobody.
   * @param event - The event.
   * @param payload - One JSON-safe payload.
   * @param options - See {@link PublishOptions}.
   * @returns Resolves when it was handed to Socket.IO. A history store that fails is logged and holds nothing up.
   */
  readonly publish: (
    room: string | readonly string[],
    event: string,
    payload?: unknown,
    options?: PublishOptions,
  ) => Promise<void>;
  /**
   * Whether a room belongs to a channel with history.
   *
   * @param room - The room.
   */
  readonly hasHistory: (room: string) => boolean;
  /**
   * Who is in a channel with presence, on all nodes.
   *
   * @param channel - The channel's whole name.
   * @param namespace - One of several that share their rooms. Default: what the rooms were attached to.
   * @returns One member for each user, however many connections it has.
   */
  readonly members: <const Channel extends string>(
    channel: Channel,
    namespace?: RoomsTarget,
  ) => Promise<MemberOf<Channel>[]>;
  /**
   * Changes what the others see of a user in a channel with presence.
   *
   * @param socket - One of the user's connections there.
   * @param channel - The channel's whole name.
   * @param info - Replaces what they saw before. JSON-safe, and what the contract says where it names the channel.
   * @throws Error when the connection is not shown there.
   * @throws TypeError when it does not fit the contract.
   */
  readonly updatePresence: <const Channel extends string>(
    socket: Socket,
    channel: Channel,
    info: PresenceInfo<Channel>,
  ) => Promise<void>;
  /** Takes everybody of this node out of the presence store. Call it when the server closes. */
  readonly close: () => Promise<void>;
  /**
   * Brings a socket's personal room and its channels in line with who it is now.
   *
   * Call it after an identity came, changed or went on a living connection.
   *
   * @param socket - A connected socket.
   */
  readonly settle: (socket: Socket) => Promise<void>;
}

/**
 * Gives every socket `joinRoom`, `leaveRoom`, `inRoom` and `joinedRooms`, and authenticated ones their room.
 *
 * Attach before your own `connection` listeners, so that they find the helpers. Raw `socket.join` stays
 * Socket.IO's own and is not guarded.
 *
 * @param target - A `Server` or a `Namespace`. Each namespace is attached by itself.
 * @param options - See {@link RoomsOptions}.
 * @returns The rooms of that namespace.
 * @throws TypeError when the template or the limit is not usable.
 * @example
 * ```ts
 * import { attachRooms } from "@carillon/socket-rooms";
 * import { Server } from "socket.io";
 *
 * const io = new Server(3000);
 * attachRooms(io);
 * io.on("connection", (socket) => {
 *   socket.on("order:watch", async (id: string) => {
 *     await socket.joinRoom(`orders.${id}`);
 *   });
 * });
 * ```
 * @see The seed document, "Rooms and Channels" and "Per-User Room Restriction".
 */
export function attachRooms(target: RoomsTarget, options: RoomsOptions = {}): Rooms {
  const { user = "users.{id}", max = 100, timeoutMs = 30_000 } = options;
  const logger = scrubLogger(options.logger ?? consoleLogger);
  const { channels = new Channels() } = options;
  const userRoom = parseUserRoom(user);
  if (!Number.isSafeInteger(max) || max < 1) {
    throw new TypeError(`rooms.max is ${String(max)}; write a positive integer, for example 100.`);
  }
  const keeper = new RoomKeeper({ userRoom, max, logger });
  const presence = new Presence(options.presence ?? new MemoryPresenceStore(), logger);
  const history = new History(options.history ?? new MemoryHistoryStore(), logger);
  const schemas = new PresenceSchemas(options.contract);
  const publisher = new Publisher(target as RoomsTarget & PublishTarget, channels, history);
  const gate = new Gate(channels, timeoutMs);
  const channelKeeper = new ChannelKeeper({ channels, rooms: keeper, presence, schemas, gate, logger });
  const requests = new ChannelRequests(gate, channelKeeper, history);
  const recheck = new Recheck(channels, channelKeeper, logger);
  const helpers = socketHelpers(doorOf(keeper, channels, channelKeeper));
  const answerChannelEvents = channelEvents(requests, logger);
  for (const overlap of channels.overlaps) logger.warn({}, overlap);

  target.on("connection", function keepRooms(socket: Socket) {
    Object.defineProperties(socket, helpers);
    keeper.welcome(socket);
    if (channels.size === 0) return;
    answerChannelEvents(socket);
    recheck.see(socket.nsp);
    if (socket.recovered) channelKeeper.welcomeBack(socket);
  });

  return {
    userRoom: userRoom.roomOf,
    isUserRoom: (name) => typeof name === "string" && userRoom.matches(name),
    channel: (pattern, rule) => {
      const known = channels.overlaps.length;
      channels.define(pattern, rule);
      for (const overlap of channels.overlaps.slice(known)) logger.warn({}, overlap);
    },
    recheckChannel: (pattern) => recheck.run(pattern),
    publish: (room, event, payload, to) => publisher.publish(room, event, payload, to),
    hasHistory: (room) => publisher.historyOf(room) !== undefined,
    // A registered contract narrows it; what is listed was checked.
    members: (channel, namespace = target): Promise<never[]> =>
      presence.list(namespaceOf(namespace), channel) as Promise<never[]>,
    updatePresence: async (socket, channel, info) => {
      const shown = JSON.parse(JSON.stringify(info)) as object;
      const match = channels.match(channel);
      if (match !== undefined) await schemas.check(match, shown);
      presence.update(socket, channel, shown);
    },
    close: () => {
      history.close();
      return presence.close();
    },
    settle: async (socket) => {
      keeper.settle(socket);
      await channelKeeper.settle(socket);
    },
  };
}

/** Rooms with a rule go the way of channels; all others cost one look-up at most. */
function doorOf(keeper: RoomKeeper, channels: Channels, channelKeeper: ChannelKeeper): Door {
  return {
    join: (socket, room, force) => {
      const match = channels.size > 0 ? channels.match(roomName(room)) : undefined;
      return match === undefined
        ? keeper.join(socket, room, force)
        : channelKeeper.join(socket, match, force);
    },
    leave: (socket, room) => {
      const isChannel = channels.size > 0 && channels.match(roomName(room)) !== undefined;
      return isChannel ? channelKeeper.leave(socket, roomName(room)) : keeper.leave(socket, room);
    },
  };
}
